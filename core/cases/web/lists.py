"""What plugins, ours among them, add to lists of cases: columns, filters, views and badges.

Whatever of it fails leaves the list whole. A column that fails is left out; a filter or a view that
fails finds nothing and says so, as the list must not look as if all cases had matched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import ColumnElement, func, select
from translationstring import TranslationStringFactory

from core.cases.access import side_of
from core.cases.models import Case
from core.cases.search.filters import PartCondition, view_conditions
from core.cases.services.listing import LIST_FAILED
from core.cases.web.filter_controls import LONGEST, PREFIX, Filter, choose
from core.errors import Refused
from core.plugin import hookspecs
from core.plugin.activation import Source
from core.plugin.answers import RubbishError, name_of, plain
from core.plugin.case_lists import TONES, Badge, CaseFilterKind, CaseView, Cell

if TYPE_CHECKING:
    from uuid import UUID

    from core.cases.case_options import OptionView
    from core.cases.services import CaseRow
    from core.plugin.case_lists import ListName, ListPart, Tone
    from core.plugin.contributions import Audience
    from core.scope import Scope

_ = TranslationStringFactory("core")

Part = TypeVar("Part", bound="ListPart")

MOST_BADGES = 5  # of one plugin on one case
MOST_CHOICES = 500
SUBJECT = "subject"
COLUMNS = hookspecs.register_case_columns
FILTERS = hookspecs.register_case_filters
VIEWS = hookspecs.register_case_views

FILTER_FAILED = _("This filter does not work just now. Leave it out, or try again later.")


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column as it is drawn.

    :ivar css: its class: that of a column of the list's own, or ``c-added``
    :ivar holds_badges: the badges of cases stand in it
    """

    title: str
    css: str
    holds_badges: bool


@dataclass(frozen=True, slots=True)
class ListLine:
    """A row as it is drawn: the case, what stands in each column, and the badges."""

    row: CaseRow
    cells: list[tuple[ListColumn, Cell | None]]
    badges: list[Badge]


@dataclass(frozen=True, slots=True)
class ListTable:
    """A page of a list, ready to be drawn; without rows it has no columns either."""

    columns: list[ListColumn]
    lines: list[ListLine]


def lay_out(
    scope: Scope, place: ListName, owner: str, rows: Sequence[CaseRow], *, prefix: str
) -> ListTable:
    """Ask plugins for what stands in a page of rows; what fails is left out.

    :param owner: the plugin whose page it is: its own parts go by short names, and it has styles
        for its columns
    :param prefix: begins the classes of its columns
    """
    if not rows:
        return ListTable([], [])
    columns, cells = [], []
    for column in _parts(scope, COLUMNS, place):
        found = scope.hooks.ask(
            scope,
            Source.of(COLUMNS, column),
            partial(column.values, scope, rows),
            partial(_read_cells, scope),
        )
        if found is not None:
            name, is_own = short_name(column, owner), column.plugin == owner
            title = plain(scope.translate(column.title))
            css = f"{prefix}{name}" if is_own else "c-added"
            columns.append(ListColumn(title, css, is_own and name == SUBJECT))
            cells.append([found.get(row.id) for row in rows])
    badges = list_badges(scope, [row.id for row in rows], scope.actor.audience)
    lines = [
        ListLine(row, list(zip(columns, some, strict=True)), badges.get(row.id, []))
        for row, some in zip(rows, zip(*cells, strict=True), strict=True)
    ]
    return ListTable(columns, lines)


@dataclass(frozen=True, slots=True)
class NarrowedView:
    """What a view of a plugin asks for, or a sentence on why it can't be asked for."""

    conditions: tuple[PartCondition, ...] = ()
    failures: tuple[str, ...] = ()


def choice_cell(choice: OptionView) -> Cell:
    """Return an option of a field as a badge with the option's own look."""
    return Cell(choice.label, tone=cast("Tone", choice.kind or "neutral"), color=choice.color or "")


def list_badges(
    scope: Scope, case_ids: Sequence[UUID], audience: Audience
) -> dict[UUID, list[Badge]]:
    """Return the badges that plugins give to cases."""
    joined: dict[UUID, list[Badge]] = {}
    if not case_ids:
        return joined
    given: dict[str, Any] = {"case_ids": case_ids, "audience": audience}
    read = partial(_read_badges, scope)
    for badges in scope.hooks.collect(read, hookspecs.case_badges, scope=scope, **given):
        for case_id, some in badges.items():
            joined.setdefault(case_id, []).extend(some)
    return joined


def list_views(scope: Scope, place: ListName, owner: str) -> dict[str, CaseView]:
    """Return the views of a list, by what they are called in its addresses."""
    return {short_name(view, owner): view for view in _parts(scope, VIEWS, place)}


def list_part_filters(
    scope: Scope, place: ListName, owner: str, sent: Mapping[str, str]
) -> tuple[Filter, ...]:
    """Return the filters that plugins add to a list, with what was sent for them."""
    found = (_filter(scope, kind, owner, sent) for kind in _parts(scope, FILTERS, place))
    return tuple(one for one in found if one is not None)


def narrow_view(scope: Scope, view: CaseView) -> NarrowedView:
    """Ask for what a view narrows its base by, if by anything."""
    if view.condition is None:
        return NarrowedView()
    source = Source.of(VIEWS, view)
    clause = scope.hooks.ask(scope, source, partial(view.condition, scope), _read_condition)
    if clause is None:
        return NarrowedView(failures=(scope.translate(LIST_FAILED),))
    return NarrowedView((PartCondition(source.query, clause),))


def count_view(scope: Scope, view: CaseView, limit: int) -> int | None:
    """Return how many cases a narrowed view has, ``limit + 1`` at most; ``None`` if it fails."""
    narrowed = narrow_view(scope, view)
    if narrowed.failures:
        return None
    conditions = view_conditions(side_of(scope), view.base, scope.actor.id)
    clauses = [one.clause for one in narrowed.conditions]
    some = select(Case.id).where(*conditions, *clauses).limit(limit + 1)
    query = select(func.count()).select_from(some.subquery())
    return scope.hooks.ask(
        scope, Source.of(VIEWS, view).query, partial(scope.session.scalar, query), _as_it_is
    )


def short_name(part: ListPart, owner: str) -> str:
    """Return what a part is called on the pages of a plugin: its own go without its name."""
    return part.name.removeprefix(f"{owner}.")


def _parts(scope: Scope, spec: Callable[[], list[Part]], place: ListName) -> list[Part]:
    return [part for part in scope.hooks.declared(spec) if place in part.lists]


def _filter(
    scope: Scope, kind: CaseFilterKind, owner: str, sent: Mapping[str, str]
) -> Filter | None:
    name = short_name(kind, owner)
    name = f"{PREFIX}{name}" if name == kind.name else name
    control = Filter(
        kind.name,
        name,
        plain(scope.translate(kind.title)),
        input=kind.input,
        is_field=False,
        in_front=kind.in_front,
    )
    value = sent.get(name, "").strip()
    if kind.choices is not None:
        options = scope.hooks.ask(
            scope, Source.of(FILTERS, kind), partial(kind.choices, scope), _read_choices
        )
        if not options:
            return _failing(scope, control, value) if options is None and value else None
        control = choose(replace(control, options=options), value, scope)
    elif len(value) > LONGEST:
        error = _("Shorten this text to at most ${limit} characters.", {"limit": LONGEST})
        return replace(control, value=value[:LONGEST], error=scope.translate(error))
    else:
        control = replace(control, value=value)
    return _narrowed(scope, kind, control) if control.value else control


def _narrowed(scope: Scope, kind: CaseFilterKind, control: Filter) -> Filter:
    """Return the filter with the condition that the chosen value stands for."""

    def read() -> ColumnElement[bool] | str:
        try:
            return kind.condition(scope, control.value)
        except Refused as refusal:
            return plain(scope.translate(refusal.message))

    source = Source.of(FILTERS, kind)
    found = scope.hooks.ask(scope, source, read, _read_condition_or_refusal)
    if found is None:
        return _failing(scope, control, control.value)
    if isinstance(found, str):
        return replace(control, error=found or scope.translate(FILTER_FAILED))
    return replace(control, asked=PartCondition(source.query, found))


def _failing(scope: Scope, control: Filter, value: str) -> Filter:
    return replace(control, value=value[:LONGEST], error=scope.translate(FILTER_FAILED))


def _read_cells(scope: Scope, _plugin: str, answer: Any) -> Mapping[UUID, Cell] | None:
    if answer is None:
        return None
    if type(answer) is not dict:
        raise RubbishError(f"answered {name_of(answer)} instead of a dict of cells")
    in_words = {}
    for case_id, cell in answer.items():
        if type(cell) is not Cell:
            raise RubbishError(f"answered {name_of(cell)} among its cells")
        text, details, at, tone, color = cell
        if at is not None and (type(at) is not datetime or at.tzinfo is None):
            raise RubbishError("gave a cell a moment without a time zone")
        if tone not in TONES:
            raise RubbishError(f"gave a cell a tone that is none of {', '.join(TONES[1:])}")
        # Only exact texts: others may want to be translated, or say that they need no escaping.
        if not (type(text) is type(color) is str and all(type(one) is str for one in details)):
            words = [_text(scope, one) for one in (text, color, *details)]
            in_words[case_id] = Cell(words[0], tuple(words[2:]), at, tone, words[1])
    return {**answer, **in_words} if in_words else answer


def _text(scope: Scope, given: Any) -> str:
    if not isinstance(given, str):
        raise RubbishError(f"answered {name_of(given)} instead of text")
    return plain(scope.translate(given))


def _read_badges(scope: Scope, plugin: str, answer: Any) -> dict[UUID, list[Badge]]:
    if not isinstance(answer, Mapping):
        raise RubbishError(f"answered {name_of(answer)} instead of a mapping of badges")
    return {case_id: _badges(scope, plugin, some) for case_id, some in answer.items()}


def _badges(scope: Scope, _plugin: str, answer: Any) -> list[Badge]:
    if type(answer) is not list or len(answer) > MOST_BADGES:
        raise RubbishError(f"must give a case a list of {MOST_BADGES} badges at most")
    for badge in answer:
        if type(badge) is not Badge:
            raise RubbishError(f"answered {name_of(badge)} among its badges")
    return [replace(badge, label=plain(scope.translate(badge.label))) for badge in answer]


def _read_choices(_plugin: str, answer: Any) -> tuple[tuple[str, str], ...]:
    options = tuple(answer or ())
    if len(options) > MOST_CHOICES:
        raise RubbishError(f"offers {len(options)} choices; {MOST_CHOICES} are allowed")
    return tuple((plain(value), plain(label)) for value, label in options)


def _read_condition(_plugin: str, answer: Any) -> ColumnElement[bool]:
    if not isinstance(answer, ColumnElement):
        raise RubbishError(f"answered {name_of(answer)} instead of a condition")
    if select(Case.id).where(answer).get_final_froms() != [Case.__table__]:
        # Each row of the other table would be a row of the list.
        raise RubbishError(
            "a condition that joins other tables: ask them in Case.id.in_(select(…))"
        )
    return answer


def _read_condition_or_refusal(plugin: str, answer: Any) -> ColumnElement[bool] | str:
    return answer if type(answer) is str else _read_condition(plugin, answer)


def _as_it_is(_plugin: str, answer: Any) -> Any:
    return answer
