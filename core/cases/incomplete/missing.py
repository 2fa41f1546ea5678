"""What a case lacks of what customers have to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.identity.services.accounts import accounts_of
from core.tenancy.validation import missing_values
from fields_config.options import SEPARATOR
from fields_config.texts import label, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from core.scope import Scope
    from fields_config.definition import FieldDefinition, FormDefinition


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
    if "account" in found and not may_name_accounts(scope, contact_id):
        unasked.add("account")
    return tuple(key for key in found if key not in unasked)


def may_name_accounts(scope: Scope, contact_id: UUID | None) -> bool:
    """Whether there is any account for which a contact may file cases."""
    if contact_id is None:
        return False
    return any(one.can_create_for for one in accounts_of(scope, contact_id))


def name_missing(
    scope: Scope,
    form: FormDefinition,
    keys: Iterable[str],
    values: Mapping[str, Any],
    language: str,
) -> list[str]:
    """Return what people call the missing fields; of a tree, the first level that is missing."""
    fields = (form.field(key) for key in keys)
    fallback = scope.tenant.default_locale
    return [
        _name(field, values.get(field.key), language, fallback)
        for field in fields
        if field is not None
    ]


def _name(field: FieldDefinition, value: Any, language: str, fallback: str) -> str:
    depth = value.count(SEPARATOR) + 1 if isinstance(value, str) and value else 0
    level = label(field.levels[depth], language, fallback) if depth < len(field.levels) else ""
    return level or title_of(field, language, fallback)
