"""Contacts: made, found, changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.db.base import new_id
from core.errors import ConflictError, NotFoundError, Refused
from core.identity.columns import changes_of, claim_version
from core.identity.contact_values import contact_values, fill_contact, tell_contact_change
from core.identity.credentials.one_time import revoke_secrets
from core.identity.mails import tell_owner
from core.identity.models.contact import Contact, PortalStatus
from core.identity.search_words import is_hidden_from_staff
from core.identity.services.address_changes import offer_undo
from core.identity.services.sessions import close_all_sessions
from core.identity.services.verification import send_verification, send_welcome
from core.plugin import hookspecs
from core.scope import Scope
from core.search_text import has_word, spellings_of
from core.tenancy.validation import validate_values

_ = TranslationStringFactory("core")

# Fields that matter for signing in -> how the mail about a change by staff names them.
REPORTED = {
    "identifier": "identifier",
    "username": "username",
    "portal_user": "access",
    "support_start": "access",
    "support_end": "access",
}
USERNAME_TAKEN = _("This user name is taken. Choose another one.")


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact in a list."""

    id: UUID
    name: str
    email: str | None
    identifier: str
    status: PortalStatus


def add_contact(scope: Scope, values: Mapping[str, Any], *, enters: bool | None = None) -> Contact:
    """Store a contact and tell nobody: for imports and example data.

    :param values: what a contact form has validated, or what a program gives: see
        :func:`core.tenancy.validation.validate_values`
    :param enters: whether they may use the portal; by default, what ``portal_user`` says
    :raises Refused: a value is not possible, or the address or the user name is taken
    """
    given = validate_values(scope, "contact", "create", values)
    contact = Contact(
        id=new_id(),
        tenant_id=scope.tenant_id,
        custom={},
        created_at=scope.now(),
        lock_kind="none",
        locale=None,
    )
    fill_contact(scope, contact, given)
    if enters is not None:
        contact.portal_access = enters
    try:
        with scope.session.begin_nested():
            scope.session.add(contact)
            scope.session.flush()
    except IntegrityError:
        raise _taken(scope, contact) from None
    scope.hooks.index(hookspecs.index_contact, scope=scope, contact_id=contact.id)
    return contact


def create_contact(scope: Scope, values: Mapping[str, Any], *, by_self: bool) -> Contact:
    """Add a contact and mail a link that verifies the address.

    :param values: as for :func:`add_contact`
    :param by_self: whether the contact registered; that grants the portal. Otherwise the value of
        ``portal_user`` does, or the tenant's setting
    :raises Refused: as for :func:`add_contact`
    """
    policy = scope.tenant.settings("identity")
    given = validate_values(scope, "contact", "create", values)
    is_granted = bool(given.get("portal_user"))
    enters = by_self or is_granted or policy["staff_contacts_enter"]
    contact = add_contact(scope, given, enters=enters)
    contact.registered_at = scope.now() if by_self else None
    record_activity(scope, "contact_created", contact_id=contact.id, by_self=by_self)
    scope.announce(hookspecs.contact_created, contact_id=contact.id)
    if is_granted and not by_self and policy["mails_password"]:
        # The password reaches nobody but the owner of the address: using it is the proof.
        send_welcome(scope, contact)
    else:
        send_verification(scope, contact)
    return contact


def get_contact(scope: Scope, contact_id: UUID) -> Contact:
    """Return a contact. One that the session has read already is not asked for again.

    :raises NotFoundError: the tenant has none with that id
    """
    key = (scope.tenant_id, contact_id)
    # Hooks are given the key of whom the page is about; with this, it costs them no savepoint.
    known = scope.session.identity_map.get(scope.session.identity_key(Contact, key))
    contact = known or scope.session.get(Contact, key)
    if contact is None:
        raise NotFoundError(str(contact_id))
    return contact


def list_contacts(
    scope: Scope, text: str = "", *, after: UUID | None = None, size: int = 25
) -> list[ContactRow]:
    """Return contacts, the newest first, whose words for the search hold each word.

    Of an address or an identifier that the tenant hides from staff, nothing is told.

    :param after: the last contact of the page before
    """
    query = select(Contact).order_by(Contact.id.desc()).limit(size)
    words = spellings_of(text[:200])
    if text.strip() and not words:
        return []  # signs alone
    for word in words:
        query = query.where(has_word(Contact.search, word))
    if after is not None:
        query = query.where(Contact.id < after)
    now = scope.now()
    no_email, no_identifier = (
        is_hidden_from_staff(scope, "contact", fact) for fact in ("email", "identifier")
    )
    return [
        ContactRow(
            found.id,
            found.name,
            None if no_email else found.email,
            "" if no_identifier else found.identifier,
            found.portal_status_at(now),
        )
        for found in scope.session.scalars(query)
    ]


def change_contact(
    scope: Scope, contact: Contact, values: Mapping[str, Any], *, version: int | None = None
) -> list[str]:
    """Change fields of a contact, and return the keys of those that are different now.

    A new address is verified anew, and until then the contact is signed out and links to the old
    one are dead; the old one is reported and can undo it. (Contacts themselves go through
    :mod:`core.identity.services.profile`.)

    :param values: as for :func:`add_contact`; what is not given is left alone
    :param version: what the editor had read
    :raises ConflictError: somebody else changed the contact since
    :raises Refused: as for :func:`add_contact`, or a plugin objects to what staff change
    """
    if version is not None and not claim_version(scope, contact, version):
        raise ConflictError(str(contact.id))
    before, old_key = contact_values(contact), contact.email_key
    given = validate_values(scope, "contact", "detail", values, current=before)
    proven = contact.email if contact.verified_at is not None else None
    try:
        with scope.session.begin_nested():
            fill_contact(scope, contact, given)
            scope.session.flush()
            _check(scope, contact, before)
    except IntegrityError:
        raise _taken(scope, contact) from None
    changed = tell_contact_change(scope, contact, before)
    if changed:
        record_activity(scope, "profile_changed", contact_id=contact.id, fields=changed)
    if contact.email_key != old_key:
        contact.verified_at = None
        revoke_secrets(scope, contact.id, why="address")
        close_all_sessions(scope, "contact", contact.id)
        if proven:
            offer_undo(scope, contact, proven)
        send_verification(scope, contact)
    elif not before["portal_user"] and contact.portal_access and contact.verified_at is None:
        send_verification(scope, contact)
    scope.hooks.index(hookspecs.index_contact, scope=scope, contact_id=contact.id)
    reported = tuple(dict.fromkeys(REPORTED[key] for key in changed if key in REPORTED))
    if reported and proven and scope.actor.is_staff:
        tell_owner(scope, contact, *reported, address=proven)
    return changed


def _check(scope: Scope, contact: Contact, before: Mapping[str, Any]) -> None:
    changes = changes_of(before, contact_values(contact)) if scope.actor.is_staff else {}
    if changes:
        scope.hooks.check(
            hookspecs.check_contact, scope=scope, contact_id=contact.id, changes=changes
        )


def is_username_taken(scope: Scope, contact: Contact) -> bool:
    """Whether another contact has the user name."""
    if contact.username_key is None:
        return False
    query = select(Contact.id).where(Contact.username_key == contact.username_key)
    if contact.id is not None:
        query = query.where(Contact.id != contact.id)
    return scope.session.scalar(query) is not None


def _taken(scope: Scope, contact: Contact) -> Refused:
    with scope.session.no_autoflush:
        if is_username_taken(scope, contact):
            return Refused(fields={"username": USERNAME_TAKEN})
    return Refused(fields={"email": _("There is a contact with this address already.")})
