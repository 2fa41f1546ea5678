"""The contact's accounts, as far as the portal offers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin.api.people import FILE_ACCOUNT_CASES, READ_ACCOUNT_CASES, accounts_of

if TYPE_CHECKING:
    from core.plugin.api import Scope

Named = tuple[tuple[str, str], ...]


def list_readable_accounts(scope: Scope) -> Named:
    """Return (id, name) of the accounts whose cases the contact may see."""
    return _named(scope, READ_ACCOUNT_CASES, "can_view_cases")


def list_filing_accounts(scope: Scope) -> Named:
    """Return (id, name) of the accounts for which the contact may file cases."""
    return _named(scope, FILE_ACCOUNT_CASES, "can_create_for")


def _named(scope: Scope, permission: str, grant: str) -> Named:
    if scope.actor.id is None or not scope.actor.may(permission):
        return ()
    return tuple(
        (str(found.account_id), found.name)
        for found in accounts_of(scope, scope.actor.id)
        if getattr(found, grant)
    )
