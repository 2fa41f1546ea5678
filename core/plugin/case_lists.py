"""What plugins add to lists of cases: columns, filters, views and badges.

They are declared once, at start-up, and asked once for each page of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import colander

from core.plugin.contributions import FARTHEST, LONGEST
from core.plugin.manifest import TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from core.cases.services import CaseRow
    from core.scope import Scope

ListName = Literal["desk", "mine", "accounts"]
Tone = Literal["", "neutral", "open", "waiting", "closed", "good", "warn", "bad"]
BaseView = Literal["open", "waiting", "closed", "all", "assigned", "unassigned"]
FilterInput = Literal["text", "date", "time", "datetime-local"]

TONES: tuple[Tone, ...] = get_args(Tone)
LISTS: tuple[ListName, ...] = get_args(ListName)
# Only staff have views of these.
OF_STAFF: tuple[BaseView, ...] = ("assigned", "unassigned")
LONGEST_NAME = 60  # of a permission


class Cell(NamedTuple):
    """What a column shows of one case.

    :ivar text: translatable
    :ivar details: what stands below it in small letters, each translatable
    :ivar at: a moment, shown in the reader's language and time zone instead of a text
    :ivar tone: draws the text as a badge with a dot of that colour
    :ivar color: draws it as a badge with a dot of this colour (``#rrggbb``)
    """

    text: str = ""
    details: tuple[str, ...] = ()
    at: datetime | None = None
    tone: Tone = ""
    color: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A state of a case in a word or two, beside its subject.

    :param label: translatable
    :param tone: the colour of the dot before it
    :param color: a colour of its own instead (``#rrggbb``)
    """

    label: str
    tone: Tone = "neutral"
    color: str = ""

    def __post_init__(self) -> None:
        _require("label", "text", holds=_is_text(self.label) and bool(self.label))
        _require_look(self.tone, self.color)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPart:
    """What the parts of lists have in common.

    :param name: ``<plugin>.<name>``; it stands in addresses
    :param title: translatable
    :param lists: where it stands: ``desk`` (staff), ``mine`` (customers' own cases), ``accounts``
        (what others filed for the accounts of a customer)
    :param position: parts are sorted by it, then by name; ours stand at 10, 20, 30 …
    """

    name: str
    title: str
    lists: tuple[ListName, ...] = ("desk",)
    position: int = 50

    def __post_init__(self) -> None:
        _require("name", "text", holds=type(self.name) is str)
        _require("title", "text, or a text in _()", holds=_is_text(self.title) and bool(self.title))
        are_lists = type(self.lists) is tuple and bool(self.lists)
        _require(
            "lists",
            f"a tuple of {', '.join(LISTS)}",
            holds=are_lists and set(self.lists) <= set(LISTS),
        )
        is_place = type(self.position) is int and abs(self.position) <= FARTHEST
        _require("position", "a number", holds=is_place)

    @property
    def plugin(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseColumn(ListPart):
    """A column of lists of cases.

    :param values: asked once for each page of rows; returns the cells by the cases' ids, or
        ``None`` if the column is not for this reader. A row without a cell shows a dash
    """

    values: Callable[[Scope, Sequence[CaseRow]], Mapping[UUID, Cell] | None]

    def __post_init__(self) -> None:
        ListPart.__post_init__(self)
        _require("values", "a function", holds=callable(self.values))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilterKind(ListPart):
    """Something that lists of cases can be narrowed by.

    :param condition: returns the condition on :class:`core.cases.models.Case`, best on its key:
        ``Case.id.in_(…)``. It may raise :class:`core.errors.Refused` about a typed value
    :param choices: returns (value, label) of what can be chosen, labels in the reader's language;
        none at all: the filter is not for this reader. Without ``choices`` a value is typed
    :param input: where a value is typed: the type of the input
    :param in_front: stands beside the search box instead of among the folded filters
    """

    condition: Callable[[Scope, str], ColumnElement[bool]]
    choices: Callable[[Scope], Sequence[tuple[str, str]]] | None = None
    input: FilterInput = "text"
    in_front: bool = False

    def __post_init__(self) -> None:
        ListPart.__post_init__(self)
        _require("condition", "a function", holds=callable(self.condition))
        _require(
            "choices", "a function, or None", holds=self.choices is None or callable(self.choices)
        )
        inputs = get_args(FilterInput)
        _require("input", f"one of {', '.join(inputs)}", holds=self.input in inputs)
        _require("in_front", "True or False", holds=type(self.in_front) is bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView(ListPart):
    """A view of a list: a tab of customers, an entry in the agents' menu of views.

    :param base: which cases it is made of; ``assigned`` are the reader's own
    :param condition: narrows them; as of :class:`CaseFilterKind`
    :param counted: the agents' menu says how many there are, up to 99
    """

    base: BaseView = "open"
    condition: Callable[[Scope], ColumnElement[bool]] | None = None
    counted: bool = False

    def __post_init__(self) -> None:
        ListPart.__post_init__(self)
        bases = get_args(BaseView)
        _require("base", f"one of {', '.join(bases)}", holds=self.base in bases)
        if self.base in OF_STAFF:
            _require(
                "lists", f"('desk',): '{self.base}' is for staff", holds=self.lists == ("desk",)
            )
        _require(
            "condition", "a function", holds=self.condition is None or callable(self.condition)
        )
        _require("counted", "True or False", holds=type(self.counted) is bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAction(ListPart):
    """Something that agents do to several cases of a list at once.

    A page says first which cases it will touch, asks for what ``schema`` has, and says of each case
    what became of it. All happens in one transaction.

    :param run: given the values of the schema, does it to a case and returns what ``undo`` needs,
        which JSON can hold. It may raise :class:`core.errors.Refused`: that case stays as it is
    :param permission: who may do it
    :param schema: what it asks for; a Colander schema, without ``()``
    :param skips: which cases it will not touch, and why, in the reader's language or translatable
    :param undo: given what ``run`` returned, makes a case what it was. It raises
        :class:`core.errors.Refused` if the case has been changed since
    """

    run: Callable[[Scope, UUID, Mapping[str, Any]], Any]
    permission: str
    schema: type[colander.MappingSchema] | None = None
    skips: Callable[[Scope, Sequence[UUID]], Mapping[UUID, str]] | None = None
    undo: Callable[[Scope, UUID, Any], None] | None = None

    def __post_init__(self) -> None:
        ListPart.__post_init__(self)
        _require("lists", "('desk',)", holds=self.lists == ("desk",))
        _require("run", "a function", holds=callable(self.run))
        is_permission = type(self.permission) is str and 0 < len(self.permission) <= LONGEST_NAME
        _require("permission", "a permission's name", holds=is_permission)
        is_schema = isinstance(self.schema, type) and issubclass(self.schema, colander.SchemaNode)
        _require("schema", "a Colander schema, without ()", holds=self.schema is None or is_schema)
        _require("skips", "a function, or None", holds=self.skips is None or callable(self.skips))
        _require("undo", "a function, or None", holds=self.undo is None or callable(self.undo))


def _is_text(value: Any) -> bool:
    # Exactly a text: another could say of itself that it needs no escaping.
    return type(value) in TEXT and len(value) <= LONGEST


def _require_look(tone: Any, color: Any) -> None:
    _require("tone", f"one of {', '.join(TONES[1:])}", holds=tone in TONES)
    _require("color", "a colour", holds=type(color) is str and len(color) <= LONGEST)


def _require(part: str, wanted: str, *, holds: bool) -> None:
    """Refuse what no list could use, where it is made.

    :param holds: whether the part is what is wanted
    :raises TypeError: naming the part and what it must be
    """
    if not holds:
        raise TypeError(f"'{part}' must be {wanted}")
