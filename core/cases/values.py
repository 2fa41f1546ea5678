"""A case as the field policy sees it: values by field key, and what an audience may see of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fields_config.emptiness import is_empty
from fields_config.policy import decide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.cases.models import Case
    from core.scope import Scope
    from fields_config.definition import FieldDefinition, FormDefinition, Screen

# Fields that are columns of the case; all others are in ``custom``.
COLUMNS = ("subject", "product", "status", "priority", "channel", "cc")
REFERENCES = {"account": "account_id", "assignee": "assignee_id", "contact": "contact_id"}
# Columns with an index of their own, and the subject, which full-text search covers.
UNFACETED = frozenset(("subject", "status", "priority", "channel", *REFERENCES))
# The first note is made of these; they are no values of the case.
CONVERSATION = ("message", "files")
SYSTEM_KEYS = frozenset((*COLUMNS, *REFERENCES, *CONVERSATION))


def values_of(case: Case) -> dict[str, Any]:
    """Return the case's values by field key, ids as text: what rules and forms are given."""
    values: dict[str, Any] = {**case.custom}
    for key in COLUMNS:
        values[key] = getattr(case, key)
    for key, column in REFERENCES.items():
        found = getattr(case, column)
        values[key] = None if found is None else str(found)
    return values


def is_same(value: Any, other: Any) -> bool:
    """Compare two values as a case stores them: what says nothing is nothing."""
    return bool(_plain(value) == _plain(other))


def _plain(value: Any) -> Any:
    if is_empty(value):
        return None
    return list(value) if isinstance(value, tuple) else value


def may_see(scope: Scope, key: str, values: Mapping[str, Any], screen: Screen = "detail") -> bool:
    """Whether the actor's audience sees a field of a case with these values."""
    form = scope.tenant.form("case")
    return decide(form, key, scope.actor.audience, screen, values).visible


def filterable_fields(scope: Scope) -> list[FieldDefinition]:
    """Return the fields that the actor may filter lists by: exactly those that they may see."""
    return [
        field
        for field in fields_of_lists(scope)
        if field.grant(scope.actor.audience, "detail").visible
    ]


def has_filter_values(form: FormDefinition, field: FieldDefinition) -> bool:
    """Whether lists are narrowed by rows of the field's values, not by the case's own columns."""
    if field.key == "subject":
        return False
    return field.key not in UNFACETED or bool(form.rules_for(field.key, "show"))


def fields_of_lists(scope: Scope) -> list[FieldDefinition]:
    """Return the fields that somebody may filter lists by."""
    types = scope.tenant.types
    return [
        field
        for field in scope.tenant.form("case").active_fields()
        if field.filterable and field.type in types and types[field.type].filter != "none"
    ]
