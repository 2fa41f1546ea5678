"""An account in the tenant's account form, as a contact is in the one of contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.fields.services.filed_forms import Filed
from core.fields.services.history import version_at
from core.identity.account_values import account_values

if TYPE_CHECKING:
    from core.identity.models.account import Account
    from core.scope import Scope
    from fields_config.definition import FormKey

FORM: FormKey = "account"
# Of the core's own fields, those that tenants retire.
ANSWERED = ("legal_name", "number")


def filed_account(scope: Scope, account: Account) -> Filed:
    """Return an account as it was made, with the values that it has now."""
    return Filed(
        key=FORM,
        version=version_at(scope, FORM, account.created_at),
        values=account_values(account),
        answers=frozenset((*account.custom, *ANSWERED)),
        goes_on=True,
    )
