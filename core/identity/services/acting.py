"""Acting as a contact who is not signed in, as for one who has written a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.identity.permissions import FILE_ACCOUNT_CASES, READ_ACCOUNT_CASES
from core.identity.services.accounts import accounts_of
from core.scope import Actor

if TYPE_CHECKING:
    from core.identity.models.contact import Contact
    from core.scope import Scope


def acting_as_contact(scope: Scope, contact: Contact) -> Scope:
    """Return the scope for a contact, with what they may do when they are signed in.

    Whoever calls knows that it is them. It does not matter whether they may use the portal.
    """
    grants = accounts_of(scope, contact.id)
    held = {
        READ_ACCOUNT_CASES: any(one.can_view_cases or one.is_primary for one in grants),
        FILE_ACCOUNT_CASES: any(one.can_create_for or one.is_primary for one in grants),
    }
    permissions = frozenset(name for name, is_held in held.items() if is_held)
    return scope.acting_as(
        Actor(kind="contact", id=contact.id, name=contact.name, permissions=permissions)
    )
