"""Changing the sign-in address: the old address is notified, and can undo it for a day.

Until that day is over, nobody recovers access at the new address: else whoever may change an
address could become its owner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.activity.services import record_activity
from core.identity.addresses import fold_address
from core.identity.contact_values import contact_values, refresh_keys, tell_contact_change
from core.identity.credentials.one_time import (
    find_secret,
    has_secret,
    issue_link_token,
    note_mail,
    revoke_secrets,
    use_link_token,
)
from core.identity.devices import forget_devices
from core.identity.mails import mail_person
from core.identity.models.contact import Contact
from core.identity.models.secret import OneTimeSecret
from core.identity.people import find_contact_by_address
from core.identity.services.sessions import close_all_sessions
from core.plugin import hookspecs

if TYPE_CHECKING:
    from core.scope import Scope


def offer_undo(scope: Scope, contact: Contact, old: str) -> None:
    """Tell the old address, which was proven, and mail it a link that brings it back."""
    if contact.hidden:
        return
    token = issue_link_token(scope, contact, "undo", data={"email": old})
    record_activity(scope, "link_sent", contact_id=contact.id, purpose="undo")
    mail = mail_person(
        scope,
        "address_changed",
        contact,
        address=old,
        new=contact.email or "–",
        by_our_staff=scope.actor.is_staff,
        signs_in=scope.links.offers("sign_in"),
        link=scope.link("undo_address", token=token),
    )
    note_mail(scope, contact.id, "undo", mail)


def is_recovery_held(scope: Scope, contact: Contact) -> bool:
    """Whether the address is so new that the old one can still undo it."""
    return has_secret(scope, contact.id, "undo")


def may_undo(scope: Scope, token: str) -> bool:
    """Whether the link still works. Looking doesn't use it up."""
    return find_secret(scope, "undo", token) is not None


def undo_address(scope: Scope, token: str) -> str | None:
    """Bring the old address back; return the token by which its owner chooses a new password.

    Sessions, the password and other secrets end: somebody else may have them. So do links that undo
    later changes; those of earlier ones stay good. ``None`` for a dead link, and if the address has
    become another contact's.
    """
    secret = find_secret(scope, "undo", token)
    if secret is None:
        return None
    old = secret.data["email"]
    holder = find_contact_by_address(scope, old)
    if holder is not None and holder.id != secret.contact_id:
        if holder.verified_at is not None:
            return None
        # Whoever registered with it meanwhile has not proven it; this link does.
        _set_address(scope, holder, None)
        scope.session.flush()
    if use_link_token(scope, "undo", token) is None:
        return None
    contact = scope.session.get_one(Contact, (scope.tenant_id, secret.contact_id))
    _set_address(scope, contact, old)
    contact.verified_at = scope.now()
    contact.password_hash = None
    _end_later(scope, secret)
    revoke_secrets(scope, contact.id, why="address")
    forget_devices(scope, contact.id)
    close_all_sessions(scope, "contact", contact.id)
    scope.hooks.index(hookspecs.index_contact, scope=scope, contact_id=contact.id)
    record_activity(scope, "profile_changed", contact_id=contact.id, fields=["email"])
    return issue_link_token(scope, contact, "recover")


def _set_address(scope: Scope, contact: Contact, address: str | None) -> None:
    before = contact_values(contact)
    contact.email = address
    refresh_keys(scope, contact)
    tell_contact_change(scope, contact, before)
    if address is None:
        scope.hooks.index(hookspecs.index_contact, scope=scope, contact_id=contact.id)


def _end_later(scope: Scope, secret: OneTimeSecret) -> None:
    later = select(OneTimeSecret.id).where(
        OneTimeSecret.contact_id == secret.contact_id,
        OneTimeSecret.purpose == "undo",
        OneTimeSecret.id > secret.id,
    )
    scope.session.execute(
        update(OneTimeSecret)
        .where(OneTimeSecret.id.in_(list(scope.session.scalars(later))))
        .values(revoked_at=scope.now(), ended_by="address")
        .execution_options(synchronize_session=False)
    )


def is_of_another(scope: Scope, address: str, contact: Contact) -> bool:
    """Whether another contact signs in with the address."""
    taken = select(Contact.id).where(
        Contact.email_key == fold_address(address), Contact.id != contact.id
    )
    return scope.session.scalar(taken) is not None
