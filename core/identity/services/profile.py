"""What people change about themselves: their data, their password, their address."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.errors import NotFoundError, Refused
from core.identity.addresses import check_address
from core.identity.contact_values import contact_values, refresh_keys, tell_contact_change
from core.identity.credentials.one_time import (
    find_secret,
    issue_link_token,
    note_mail,
    revoke_secrets,
    use_link_token,
)
from core.identity.credentials.passwords import hasher
from core.identity.failures import (
    HOUR,
    TOO_MUCH,
    count_try,
    failure_key,
    is_within,
    may_mail,
    reset_tries,
)
from core.identity.mails import mail_person
from core.identity.models.contact import Contact
from core.identity.people import Person, contact_id_of, find_contact_by_address, get_person, kind_of
from core.identity.services.address_changes import is_of_another, offer_undo
from core.identity.services.bounces import forget_bounces
from core.identity.services.contacts import change_contact
from core.identity.services.recovery import set_password
from core.identity.services.sessions import close_all_sessions
from core.identity.services.sign_in import may_enter
from core.plugin import hookspecs
from core.scope import Scope
from fields_config.form_values import only

_ = TranslationStringFactory("core")

NEW_ADDRESS = "identity.new_address"
LINKS_AN_HOUR = 10  # to new addresses, of one contact
TRIES = 10  # wrong current passwords in an hour until the session is taken for stolen


def current_person(scope: Scope) -> Person:
    """Return the contact or member of staff who acts.

    :raises NotFoundError: nobody is signed in
    """
    person = get_person(scope, "staff" if scope.actor.is_staff else "contact", scope.actor.id)
    if person is None:
        raise NotFoundError("profile")
    return person


def prove_password(scope: Scope, person: Person, password: str) -> Literal["yes", "no", "ended"]:
    """Judge the current password of somebody who is signed in. The transaction must commit.

    After :data:`TRIES` wrong ones every session ends (``ended``): it may be somebody else.
    """
    key = failure_key("prove", person.id)
    count = count_try(scope, key, timedelta(hours=1))
    if count <= TRIES and hasher().matches(person.password_hash, password):
        reset_tries(scope, key)
        return "yes"
    is_last = count >= TRIES
    record_activity(scope, "password_refused", contact_id=contact_id_of(person), ended=is_last)
    if not is_last:
        return "no"
    close_all_sessions(scope, kind_of(person), person.id)
    return "ended"


def change_password(scope: Scope, person: Person, new: str) -> None:
    """Set the password of somebody who has just proven the current one. All sessions end.

    :raises Refused: it breaks the policy, or is the current one
    """
    if hasher().matches(person.password_hash, new):
        raise Refused(fields={"new": _("This is your current password. Choose another one.")})
    set_password(scope, person, new)


def change_profile(scope: Scope, contact: Contact, values: Mapping[str, Any]) -> list[str]:
    """Change a contact's own data, and return the keys of what is different now.

    The first address is left alone: :func:`request_address` is the way to another one.
    """
    return change_contact(scope, contact, only(values, values.keys() - {"email"}))


def request_address(scope: Scope, contact: Contact, address: str) -> None:
    """Ask for a link to a new address; the old one stays until the link is used.

    The contact has just proven the password. What depends on whose the address is happens later,
    in a job: who asks learns nothing of it.

    :raises Refused: the address is not possible, or the contact asks too often
    """
    if not is_within(scope, LINKS_AN_HOUR, HOUR, NEW_ADDRESS, contact.id):
        raise Refused(TOO_MUCH)
    scope.enqueue(NEW_ADDRESS, contact.id, check_address(scope.tenant, address))


def send_address_link(scope: Scope, contact_id: UUID, address: str) -> None:
    """Mail the link; an address that is somebody's already gets nothing."""
    contact = get_person(scope, "contact", contact_id)
    # Who was locked meanwhile changes nothing.
    if not isinstance(contact, Contact) or not may_enter(scope, contact, is_known_device=True):
        return
    if find_contact_by_address(scope, address) not in (None, contact):
        return
    if scope.links.offers("verify_address") and may_mail(scope, "new_address", address):
        token = issue_link_token(scope, contact, "address", data={"email": address})
        link = scope.link("verify_address", token=token)
        mail = mail_person(scope, "new_address", contact, address=address, link=link)
        note_mail(scope, contact.id, "address", mail)
        record_activity(scope, "link_sent", contact_id=contact.id, purpose="address")


def is_address_link(scope: Scope, token: str) -> bool:
    """Whether the link still works. Looking doesn't use it up."""
    return find_secret(scope, "address", token) is not None


def confirm_address(scope: Scope, token: str) -> bool:
    """Use the link up and take the new address; ``False`` if the link is dead.

    The old address is told, and can undo it. Other links to it die; sessions stay, the password was
    proven.
    """
    secret = find_secret(scope, "address", token)
    if secret is None:
        return False
    contact = scope.session.get_one(Contact, (scope.tenant_id, secret.contact_id))
    new, old = secret.data["email"], contact.email
    is_taken = is_of_another(scope, new, contact)
    if is_taken or use_link_token(scope, "address", token) is None:
        return False
    before = contact_values(contact)
    contact.email = new
    refresh_keys(scope, contact)
    contact.verified_at = scope.now()
    forget_bounces(contact)
    revoke_secrets(scope, contact.id, why="address")
    changed = tell_contact_change(scope, contact, before)
    scope.hooks.index(hookspecs.index_contact, scope=scope, contact_id=contact.id)
    record_activity(scope, "profile_changed", contact_id=contact.id, fields=changed)
    if old:
        offer_undo(scope, contact, old)
    return True
