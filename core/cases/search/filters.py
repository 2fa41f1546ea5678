"""What a list of cases can be narrowed by, as conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Numeric, and_, cast, false, func, or_

from core.cases.access import Side, side_of, viewable_accounts
from core.cases.models import Case
from core.cases.search.filter_values import FilterClause
from core.cases.values import COLUMNS, REFERENCES, filterable_fields, has_filter_values
from core.search_text import has_word, spellings_of
from fields_config.filter_values import TICKED, UNTICKED
from fields_config.kinds.numbers import order_number
from fields_config.options import SEPARATOR

if TYPE_CHECKING:
    from core.plugin.activation import Source
    from core.scope import Scope
    from fields_config.definition import FieldDefinition
    from fields_config.field_type import FieldType

View = Literal["mine", "accounts", "open", "assigned", "unassigned", "waiting", "closed", "all"]
# Desks are for staff: those views of a contact are empty.
PLAIN_FOR_CONTACTS = ("mine", "assigned", "unassigned")
SIZE, MAX_SIZE = 25, 200
MOST_VALUES = 50
LARGEST_POWER = 100
YES = ("true", "1", "yes", "on")


@dataclass(frozen=True, slots=True)
class PartCondition:
    """What a view or a filter of a plugin asks for, and whose it is."""

    source: Source
    clause: ColumnElement[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What to list.

    :param view: for a contact: ``mine`` (filed by them), ``accounts`` (filed by others for their
        accounts), the rest over both; for staff ``mine`` is the same as ``assigned``
    :param text: what was typed in the search box
    :param status: keys of statuses, any of them
    :param fields: field key -> value, a list of values, or a pair (from, to) for a range; keys
        that the actor may not filter by are passed over
    :param conditions: what plugins' views and filters ask for
    :param after: the key of the page before (see :class:`core.cases.services.Page`)
    :param before: the key of the page after
    """

    view: View = "mine"
    text: str = ""
    status: tuple[str, ...] = ()
    account_id: UUID | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    conditions: tuple[PartCondition, ...] = ()
    after: str | None = None
    before: str | None = None
    size: int = SIZE


def conditions_of(scope: Scope, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter, the permission to see the cases among them."""
    if scope.actor.is_contact and wanted.view not in PLAIN_FOR_CONTACTS:
        conditions = [_of_accounts(scope, wanted.view), *_state(wanted.view)]
    else:
        conditions = view_conditions(side_of(scope), wanted.view, scope.actor.id)
    if wanted.status:
        conditions.append(Case.status.in_(status_keys(wanted)))
    if wanted.account_id is not None:
        conditions.append(Case.account_id == wanted.account_id)
    conditions.extend(one.clause for one in wanted.conditions)
    conditions.extend(
        _has(scope, field, value, Case)
        for field, value in _asked(scope, wanted)
        if _is_unfaceted(scope, field, value)
    )
    return conditions


def narrowings_of(scope: Scope, wanted: CaseFilter) -> list[FilterClause]:
    """Return what else the filter asks for: values that no index of the cases themselves knows."""
    return [
        FilterClause(
            scope.tenant_id,
            field.key,
            scope.tenant.types[field.type],
            _column(scope, field),
            _values(field, value),
            partial(_has, scope, field, value),
            by_rule=_is_by_rule(scope, field),
        )
        for field, value in _asked(scope, wanted)
        if not _is_unfaceted(scope, field, value)
    ]


def hidden_by_rules(scope: Scope, wanted: CaseFilter) -> list[str]:
    """Return the keys asked for that a rule hides in some cases: the rest is asked of the policy.

    The index knows of rules as they were when it was written.
    """
    return [field.key for field, _value in _asked(scope, wanted) if _is_by_rule(scope, field)]


def status_fields(scope: Scope, status: str) -> Mapping[str, str]:
    """Return what asks for one status as for any other field, if a rule hides some statuses.

    ``CaseFilter.status`` is for the tabs of a list: every case is in one, whatever it shows.
    """
    field = scope.tenant.form("case").field("status")
    return {"status": status} if status and field and _is_by_rule(scope, field) else {}


def _is_by_rule(scope: Scope, field: FieldDefinition) -> bool:
    return bool(scope.tenant.form("case").rules_for(field.key, "show"))


def _column(scope: Scope, field: FieldDefinition) -> str:
    if scope.tenant.types[field.type].filter == "contains":
        return "folded"
    return REFERENCES.get(field.key, field.key if field.key in COLUMNS else "custom")


def _asked(scope: Scope, wanted: CaseFilter) -> list[tuple[FieldDefinition, Any]]:
    allowed = {found.key: found for found in filterable_fields(scope)}
    return [
        (allowed[key], value)
        for key, value in wanted.fields.items()
        if key in allowed and value not in (None, "", [], ())
    ]


def _is_unfaceted(scope: Scope, field: FieldDefinition, value: Any) -> bool:
    if not has_filter_values(scope.tenant.form("case"), field):
        return True
    # A box that is not ticked is not stored, so no index knows of it; most cases have such boxes.
    return field.type == "boolean" and not _is_yes(value) and not _is_by_rule(scope, field)


def _is_yes(value: Any) -> bool:
    return str(value).lower() in YES


def _values(field: FieldDefinition, value: Any) -> tuple[Any, ...]:
    if field.type == "boolean":
        return (TICKED if _is_yes(value) else UNTICKED,)
    values = value[:MOST_VALUES] if isinstance(value, list) else [value]
    return tuple(
        tuple(map(_typed, one)) if isinstance(one, tuple) else _typed(one) for one in values
    )


def view_conditions(
    side: Side, view: View, actor_id: UUID | BindParameter[UUID] | None
) -> list[ColumnElement[bool]]:
    """Return what a view is made of, for a contact as far as it is plain (:func:`is_plain`)."""
    if side == "none" or (side == "contact" and view != "mine"):
        return [false()]
    if side == "contact":
        return [Case.contact_id == actor_id]
    view = "assigned" if view == "mine" else view
    if view == "assigned":
        return [*_state(view), Case.assignee_id == actor_id]
    return _state(view)


def is_plain(scope: Scope, wanted: CaseFilter) -> bool:
    """Whether the conditions are those of a view, with statuses at most: those of most pages."""
    return not (
        wanted.text
        or wanted.account_id is not None
        or wanted.conditions
        or _asked(scope, wanted)
        or (scope.actor.is_contact and wanted.view not in PLAIN_FOR_CONTACTS)
    )


def status_keys(wanted: CaseFilter) -> list[str]:
    """Return the statuses that are asked for, as text that any database takes."""
    return [_typed(key) for key in wanted.status[:MOST_VALUES]]


def _of_accounts(scope: Scope, view: View) -> ColumnElement[bool]:
    """Say which cases a contact's list is made of that also shows cases of accounts.

    The accounts are looked up before, so that the list is read off an index however long it is.
    """
    own = Case.contact_id == scope.actor.id
    accounts = viewable_accounts(scope)
    if view == "accounts":
        others = or_(Case.contact_id != scope.actor.id, Case.contact_id.is_(None))
        return and_(Case.account_id.in_(accounts), others) if accounts else false()
    return or_(own, Case.account_id.in_(accounts)) if accounts else own


def _state(view: View) -> list[ColumnElement[bool]]:
    match view:
        case "open":
            return [Case.closed_at.is_(None)]
        case "waiting":
            return [Case.closed_at.is_(None), Case.state == "waiting"]
        case "closed":
            return [Case.closed_at.is_not(None)]
        case "assigned":
            return [Case.closed_at.is_(None)]
        case "unassigned":
            return [Case.closed_at.is_(None), Case.assignee_id.is_(None)]
        case _:
            return []


def _has(scope: Scope, definition: FieldDefinition, value: Any, row: Any) -> ColumnElement[bool]:
    """Compare a field of a case with what was chosen, as its type says.

    :param row: the case, or what has the same attributes
    """
    key = definition.key
    if isinstance(value, list):
        return or_(*(_has(scope, definition, one, row) for one in value[:MOST_VALUES]))
    if scope.tenant.types[definition.type].filter == "contains":
        return _says(row.folded[key].as_string(), _typed(value))
    if key in REFERENCES:
        return _refers(getattr(row, REFERENCES[key]), value)
    kind = scope.tenant.types[definition.type]
    if kind.name == "boolean":
        # A box that is not ticked is not stored.
        ticked = func.coalesce(row.custom[key].as_boolean(), false())
        return ticked.is_(_is_yes(value))
    column = getattr(row, key) if key in COLUMNS else row.custom[key].as_string()
    if kind.filter == "range":
        bounds = value if isinstance(value, tuple) else (value, value)
        return _between(column, bounds, numeric=kind.order is order_number)
    return _matches(column, _typed(value), kind)


def _typed(value: Any) -> str:
    """Return a value as text. NUL can't be typed, and PostgreSQL does not take it."""
    return "" if value is None else str(value).replace("\x00", "")


def _says(folded: Any, typed: str) -> ColumnElement[bool]:
    """Compare a folded text with words; signs alone are no word, and are in no text."""
    words = spellings_of(typed)
    return and_(*(has_word(folded, word) for word in words)) if words else false()


def _matches(column: Any, text: str, kind: FieldType) -> ColumnElement[bool]:
    condition: ColumnElement[bool]
    if kind.many:
        condition = column.contains(f'"{text}"', autoescape=True)
    elif kind.filter == "below":
        condition = or_(column == text, column.startswith(text + SEPARATOR, autoescape=True))
    else:
        condition = column == text
    return condition


def _refers(column: Any, value: Any) -> ColumnElement[bool]:
    try:
        return column == UUID(str(value))  # type: ignore[no-any-return]  # of Any
    except ValueError:
        return false()


def _between(column: Any, bounds: tuple[Any, ...], *, numeric: bool) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    for bound, is_low in zip(bounds, (True, False), strict=False):
        if bound in (None, ""):
            continue
        side: Any = column
        limit: Any = _typed(bound)
        if numeric:
            limit = _number(limit)
            if limit is None:
                return false()
            side = cast(column, Numeric)
        conditions.append(side >= limit if is_low else side <= limit)
    return and_(*conditions) if conditions else false()


def _number(text: str) -> Decimal | None:
    """Read a number that a database can compare with; no case has any other."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < LARGEST_POWER else None
