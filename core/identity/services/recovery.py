"""Ways back in for who forgot the password: a link, a code, or a mailed password.

What staff do about it is in :mod:`core.identity.services.assisted_recovery`.
"""

from collections.abc import Sequence

from sqlalchemy import false, select
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.db.base import new_id
from core.identity.addresses import fold_address, fold_name
from core.identity.credentials.one_time import (
    find_people_with_codes,
    find_secret,
    issue_code,
    issue_link_token,
    note_mail,
    revoke_secrets,
    store_mailed_password,
    use_code,
    use_link_token,
)
from core.identity.credentials.passwords import check_new_password, generate_password, hasher
from core.identity.devices import forget_devices
from core.identity.failures import may_mail, refuse_too_many
from core.identity.mails import mail_person, reader_of
from core.identity.models.contact import Contact
from core.identity.models.person import TOO_MANY_FAILURES
from core.identity.people import (
    Kind,
    Person,
    contact_id_of,
    find_contact_by_address,
    find_person,
    get_person,
    kind_of,
)
from core.identity.services.address_changes import is_recovery_held
from core.identity.services.locks import lock_of, unlock_person
from core.identity.services.sessions import close_all_sessions
from core.identity.services.sign_in import may_enter
from core.identity.services.verification import resend_verification
from core.scope import Scope

_ = TranslationStringFactory("core")

RECOVER = "identity.recover"
MOST_NAMESAKES = 20  # contacts with the same identifier
# What a tenant may have chosen -> the mail, and the page that it leads to.
WAYS = {
    "link": ("recover_link", "recover_link"),
    "code": ("recover_code", "recover_code"),
    "mailed_password": ("recover_password", "sign_in"),
}


def request_recovery(
    scope: Scope, kind: Kind, address: str, identifier: str | None, *, source: str = ""
) -> None:
    """Ask for a way back in.

    All that a true address leads to happens later, in a job, so the answer comes as quickly for
    one that nobody has.

    :param identifier: what the form asked for beside the address, or ``None``
    :raises Refused: the source asks too often
    """
    refuse_too_many(scope, "recover", source)
    scope.enqueue(RECOVER, kind, address.strip()[:254], identifier and identifier.strip()[:60])


def is_unverified_pair(scope: Scope, address: str, identifier: str) -> bool:
    """Whether both belong to one contact who has not proven the address yet.

    Only somebody who knows both may learn it, so with just an address the answer is no.
    """
    contact = find_contact_by_address(scope, address)
    return (
        contact is not None
        and contact.verified_at is None
        and bool(contact.identifier_key)
        and contact.identifier_key == fold_name(identifier[:60])
    )


def recover(scope: Scope, kind: Kind, address: str, identifier: str | None) -> None:
    """Mail the way back in, if there is somebody to mail it to and a page that takes it."""
    person = find_person(scope, kind, address)
    if person is None or not person.email_key:
        return
    if not scope.links.offers("recover", reader_of(person)):
        return
    if isinstance(person, Contact):
        # One that folds to nothing would match whoever has none.
        wanted = None if identifier is None else fold_name(identifier)
        if wanted is not None and (not wanted or wanted != person.identifier_key):
            return
        if person.verified_at is None:
            resend_verification(scope, address)
            return
        if is_recovery_held(scope, person):
            if not person.hidden and may_mail(scope, "recover_held", address):
                mail_person(scope, "recover_held", person)
            return
    # A lock by failed guesses can be recovered from; a lock by staff can not.
    if may_enter(scope, person, is_known_device=True):
        _mail_way_in(scope, person, address)


def _mail_way_in(scope: Scope, person: Person, address: str) -> None:
    way = scope.tenant.settings("identity")["recovery"] if isinstance(person, Contact) else "link"
    kind, page = WAYS[way]
    reader = reader_of(person)
    if not scope.links.offers(page, reader) or not may_mail(scope, kind, address):
        return
    if way == "code":
        code = issue_code(scope, person)
        mail = mail_person(scope, kind, person, code=code, page=scope.link(page, reader))
        note_mail(scope, person.id, "code", mail)
        _record_sent(scope, person, "code_sent", "code")
    elif way == "mailed_password":
        password = generate_password(scope)
        store_mailed_password(scope, person, password)
        sign_in = scope.link(page, reader)
        mail = mail_person(scope, kind, person, password=password, sign_in=sign_in)
        note_mail(scope, person.id, "password", mail)
        _record_sent(scope, person, "link_sent", "password")
    else:
        mail_recovery_link(scope, person)


def mail_recovery_link(scope: Scope, person: Person) -> None:
    """Mail a link for a new password to the address on record."""
    token = issue_link_token(scope, person, "recover")
    link = scope.link("recover_link", reader_of(person), token=token)
    mail = mail_person(scope, "recover_link", person, link=link)
    note_mail(scope, person.id, "recover", mail)
    _record_sent(scope, person, "link_sent", "recover")


def is_reset_link(scope: Scope, kind: Kind, token: str) -> bool:
    """Whether the link still works. Looking doesn't use it up."""
    secret = find_secret(scope, "recover", token)
    return secret is not None and (secret.contact_id is not None) == (kind == "contact")


def set_password_by_link(scope: Scope, kind: Kind, token: str, password: str) -> Person | None:
    """Use the link up and set the password; ``None`` if the link is dead.

    :raises Refused: the password breaks the policy; the link stays good
    """
    secret = use_link_token(scope, "recover", token, kind)
    if secret is None:
        return None
    person = get_person(scope, kind, secret.contact_id or secret.staff_id)
    if person is not None:
        set_password(scope, person, password)
    return person


def set_password_by_code(
    scope: Scope, name: str, code: str, password: str, *, source: str = ""
) -> Person | None:
    """Use a code up, mailed or read out, and set the password; ``None`` for a wrong name or code.

    The transaction must commit also then: wrong codes are counted.

    :param name: an email address, an identifier, or a user name where there are any: who was given
        the code on the telephone may not know the address on record
    :raises Refused: the password breaks the policy, or the source tries too often; the code stays
        good
    """
    refuse_too_many(scope, "code", source)
    people = {person.id: person for person in _people_with_codes(scope, name)}
    with scope.session.begin_nested():
        secret = use_code(scope, people.keys() or [new_id()], code)
        if secret is not None and secret.contact_id is not None:
            set_password(scope, people[secret.contact_id], password)
            return people[secret.contact_id]
    for contact_id in people or [None]:
        record_activity(scope, "code_refused", contact_id=contact_id, source=source)
    return None


def _people_with_codes(scope: Scope, name: str) -> Sequence[Contact]:
    """Return those whom the name may mean. Whom staff have locked comes in by no code."""
    if "@" in name:
        is_meant = Contact.email_key == fold_address(name)
    else:
        key = fold_name(name)
        is_meant = Contact.identifier_key == key if key else false()
        if key and scope.tenant.settings("identity")["username_alias"]:
            is_meant |= Contact.username_key == key
    query = select(Contact).where(is_meant, find_people_with_codes(scope)).limit(MOST_NAMESAKES)
    found = scope.session.scalars(query)
    now = scope.now()
    return [one for one in found if not one.is_locked_at(now) or one.is_locked_by_failures]


def set_password(scope: Scope, person: Person, password: str) -> None:
    """Set a new password: sessions, secrets and known devices end, a lock by failures opens.

    :raises Refused: the password breaks the policy
    """
    check_new_password(scope, password, person.name, person.email)
    person.password_hash = hasher().hash(password)
    person.password_changed_at = scope.now()
    revoke_secrets(scope, person.id, why="password")
    forget_devices(scope, person.id)
    close_all_sessions(scope, kind_of(person), person.id)
    lock = lock_of(scope, person)
    if lock is None or (lock.kind == "temporary" and lock.reason == TOO_MANY_FAILURES):
        unlock_person(scope, person, "password_changed")
    record_activity(scope, "password_changed", contact_id=contact_id_of(person), who=person.name)
    recover = scope.link("recover", reader_of(person))
    mail_person(scope, "password_changed", person, recover=recover)


def _record_sent(scope: Scope, person: Person, kind: str, purpose: str) -> None:
    record_activity(scope, kind, contact_id=contact_id_of(person), purpose=purpose, who=person.name)
