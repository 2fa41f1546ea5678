"""An account in the tenant's account form, as a contact is in the one of contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.fields.services.contacts import Answer, say_answers
from core.fields.services.filed_forms import Filed
from core.fields.services.history import version_at
from core.identity.account_values import account_values
from core.identity.models.account import Account, Membership
from fields_config.emptiness import is_empty
from fields_config.policy import decide

if TYPE_CHECKING:
    from uuid import UUID

    from core.scope import Scope
    from fields_config.definition import FormKey

FORM: FormKey = "account"
# Of the core's own fields, those that tenants retire.
ANSWERED = ("legal_name", "number")
MOST = 100  # accounts of one contact


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """An account as its reader may see it; ``name`` is empty for who may not see that."""

    id: UUID
    name: str
    answers: list[Answer]


def filed_account(scope: Scope, account: Account) -> Filed:
    """Return an account as it was made, with the values that it has now."""
    return Filed(
        key=FORM,
        version=version_at(scope, FORM, account.created_at),
        values=account_values(account),
        answers=frozenset((*account.custom, *ANSWERED)),
        goes_on=True,
    )


def shown_accounts(scope: Scope, contact_id: UUID) -> list[ShownAccount]:
    """Return the accounts that a contact heads, with what the actor may see of each, by name.

    One query. Other members of an account see its cases, if anything.

    Fields without a value are left out, and accounts of which nothing is left.
    """
    accounts = scope.session.scalars(
        select(Account)
        .join(
            Membership,
            (Membership.tenant_id == Account.tenant_id) & (Membership.account_id == Account.id),
        )
        .where(Membership.contact_id == contact_id, Membership.is_primary)
        .order_by(Account.name, Account.id)
        .limit(MOST)
    )
    shown = (_shown(scope, account) for account in accounts)
    return [account for account in shown if account.name or account.answers]


def _shown(scope: Scope, account: Account) -> ShownAccount:
    form, values = scope.tenant.form(FORM), account_values(account)
    seen = {
        field.key: field
        for field in form.active_fields()
        if (values.get(field.key) is False or not is_empty(values.get(field.key)))
        and decide(form, field, scope.actor.audience, "detail", values).visible
    }
    name = account.name if seen.pop("name", None) else ""
    return ShownAccount(account.id, name, say_answers(scope, seen.values(), values))
