"""Proving that an address is the contact's, and the welcome that follows."""

from core.activity.services import record_activity
from core.identity.credentials.one_time import (
    find_secret,
    issue_link_token,
    note_mail,
    store_mailed_password,
    use_link_token,
)
from core.identity.credentials.passwords import generate_password
from core.identity.failures import may_mail, refuse_too_many
from core.identity.mails import mail_person
from core.identity.models.contact import Contact
from core.identity.people import find_contact_by_address
from core.identity.services.address_changes import is_recovery_held
from core.identity.services.bounces import forget_bounces
from core.identity.services.locks import lock_of
from core.plugin import hookspecs
from core.scope import Scope

RESEND = "identity.resend_verification"


def send_verification(scope: Scope, contact: Contact) -> bool:
    """Mail a link that proves the address; an older link stops working.

    Nothing happens once the address has got so many within the hour, or while no page takes the
    link; returns whether it did.
    """
    if not contact.email or not scope.links.offers("verify"):
        return False
    if not may_mail(scope, "verify", contact.email):
        return False
    token = issue_link_token(scope, contact, "verify")
    mail = mail_person(scope, "verify", contact, link=scope.link("verify", token=token))
    note_mail(scope, contact.id, "verify", mail)
    record_activity(scope, "link_sent", contact_id=contact.id, purpose="verify")
    return True


def is_verification(scope: Scope, token: str) -> bool:
    """Whether the link still works. Looking doesn't use it up."""
    return find_secret(scope, "verify", token) is not None


def verify_contact(scope: Scope, token: str) -> Contact | None:
    """Take the link's word for the address, and welcome the contact; ``None`` for a dead link."""
    secret = use_link_token(scope, "verify", token)
    if secret is None:
        return None
    contact = scope.session.get_one(Contact, (scope.tenant_id, secret.contact_id))
    if mark_verified(scope, contact):
        send_welcome(scope, contact)
    return contact


def mark_verified(scope: Scope, contact: Contact) -> bool:
    """Note that the address is the contact's; whether that is news."""
    if contact.verified_at is not None:
        return False
    contact.verified_at = scope.now()
    forget_bounces(contact)
    record_activity(scope, "contact_verified", contact_id=contact.id)
    scope.hooks.index(hookspecs.index_contact, scope=scope, contact_id=contact.id)
    scope.announce(hookspecs.contact_verified, contact_id=contact.id)
    return True


def send_welcome(scope: Scope, contact: Contact) -> None:
    """Mail how to get in: a link that sets a password, or a password for one sign-in."""
    sign_in = scope.link("sign_in")
    if not contact.portal_access or not contact.email or sign_in is None:
        return
    password, link = "", None
    if contact.password_hash is None and is_recovery_held(scope, contact):
        mail_person(scope, "recover_held", contact)
        return
    if contact.password_hash is None:
        if scope.tenant.settings("identity")["mails_password"]:
            password = generate_password(scope)
            store_mailed_password(scope, contact, password)
        elif scope.links.offers("recover_link"):
            token = issue_link_token(scope, contact, "recover")
            link = scope.link("recover_link", token=token)
    mail = mail_person(
        scope,
        "welcome",
        contact,
        by_staff=True,
        identifier=contact.identifier,
        email=contact.email,
        username=contact.username or "",
        password=password,
        link=link,
        sign_in=sign_in,
    )
    if password or link:
        note_mail(scope, contact.id, "password" if password else "recover", mail)
    record_activity(scope, "link_sent", contact_id=contact.id, purpose="welcome")


def request_verification(scope: Scope, address: str, *, source: str = "") -> None:
    """Ask for a fresh link; the answer comes as quickly for an address that nobody has.

    :raises Refused: the source asks too often
    """
    refuse_too_many(scope, "verify", source)
    scope.enqueue(RESEND, address.strip()[:254])


def resend_verification(scope: Scope, address: str) -> None:
    """Mail a fresh link if the address belongs to a contact who still has to prove it."""
    contact = find_contact_by_address(scope, address)
    if contact is None or contact.verified_at is not None or lock_of(scope, contact) is not None:
        return
    send_verification(scope, contact)
