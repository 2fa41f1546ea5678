"""What a case lacks of what customers have to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.cases.intake.references import has_accounts
from core.tenancy.validation import missing_values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.scope import Scope
    from fields_config.definition import FormDefinition


def list_missing(
    scope: Scope,
    values: Mapping[str, Any],
    contact_id: UUID | None,
    *,
    definition: FormDefinition | None = None,
) -> tuple[str, ...]:
    """Return the keys of what customers have to fill in and is not there, in the form's order.

    The subject is never among it: a case without one is called so, and what it is about can be read
    in its message.

    :param values: all that the case holds, its first message and files too
    :param contact_id: whose case it is: who has no accounts is asked for none
    :param definition: the form, which may be another than the one in force
    """
    found = missing_values(scope, "case", "customer", values, definition=definition)
    unasked = {"subject"}
    if "account" in found and not has_accounts(scope, contact_id):
        unasked.add("account")
    return tuple(key for key in found if key not in unasked)
