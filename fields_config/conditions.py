"""What a rule asks of a case, and what it does then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from translationstring import TranslationStringFactory

from fields_config.cursor import KEY, OPTION_KEY, Cursor
from fields_config.options import MAX_DEPTH, SEPARATOR

_ = TranslationStringFactory("core")

Operator = Literal["equals", "not_equals", "in", "starts_with", "empty", "not_empty"]
Effect = Literal["show", "require", "limit"]

OPERATORS = ("equals", "not_equals", "in", "starts_with", "empty", "not_empty")
EFFECTS = ("show", "require", "limit")
MAX_TERMS = 50
MAX_LIMITS = 500


@dataclass(frozen=True)
class Condition:
    """A question about one field. ``value`` is unused by ``empty`` and ``not_empty``."""

    field: str
    operator: Operator
    value: Any = None

    def __post_init__(self) -> None:
        if isinstance(self.value, list):
            object.__setattr__(self, "value", tuple(self.value))


@dataclass(frozen=True)
class AllOf:
    """Holds when every term holds; without terms it holds."""

    terms: tuple["When", ...]


@dataclass(frozen=True)
class AnyOf:
    """Holds when one term holds; without terms it does not."""

    terms: tuple["When", ...]


When = Condition | AllOf | AnyOf


@dataclass(frozen=True)
class Rule:
    """Show a field, require it, or limit its options, when the condition holds.

    A field with ``show`` rules is hidden until one of them holds. Options of a tree include what
    lies below them.
    """

    when: When
    effect: Effect
    field: str
    options: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        found = {"when": _write(self.when), "effect": self.effect, "field": self.field}
        return {**found, "options": list(self.options)} if self.options else found


def asked_conditions(when: When) -> Iterator[Condition]:
    """Yield every question that is asked about a field."""
    if isinstance(when, Condition):
        yield when
        return
    for term in when.terms:
        yield from asked_conditions(term)


def asked_fields(when: When) -> Iterator[str]:
    """Yield the key of every field that the condition asks about."""
    return (condition.field for condition in asked_conditions(when))


def _write(when: When) -> dict[str, Any]:
    if isinstance(when, AllOf):
        return {"all": [_write(term) for term in when.terms]}
    if isinstance(when, AnyOf):
        return {"any": [_write(term) for term in when.terms]}
    found: dict[str, Any] = {"field": when.field, "operator": when.operator}
    if when.value is not None:
        value = when.value
        found["value"] = list(value) if isinstance(value, list | tuple) else value
    return found


def read_rule(cursor: Cursor) -> Rule:
    cursor.expect(("when", "effect", "field", "options"))
    return Rule(
        when=_read_when(cursor.child("when")),
        effect=cast("Effect", cursor.child("effect").one_of(EFFECTS)),
        field=cursor.child("field").text(KEY),
        options=tuple(_read_path(entry) for entry in cursor.child("options").entries(MAX_LIMITS)),
    )


def _read_path(cursor: Cursor) -> str:
    path = cursor.text()
    if not all(OPTION_KEY.fullmatch(key) for key in path.split(SEPARATOR)):
        cursor.complain(_("“${text}” can't stand here.", {"text": path[:60]}))
        return ""
    return path


def _read_when(cursor: Cursor, depth: int = 1) -> When:
    if depth > MAX_DEPTH:
        cursor.complain(_("At most ${limit} levels are allowed.", {"limit": MAX_DEPTH}))
        return AllOf(())
    if isinstance(cursor.value, Mapping):
        for name, group in (("all", AllOf), ("any", AnyOf)):
            if name in cursor.value:
                terms = cursor.expect((name,)).child(name).entries(MAX_TERMS)
                return group(tuple(_read_when(term, depth + 1) for term in terms))
    return _read_condition(cursor)


def _read_condition(cursor: Cursor) -> Condition:
    cursor.expect(("field", "operator", "value"))
    value = cursor.child("value").plain()
    return Condition(
        field=cursor.child("field").text(KEY),
        operator=cast("Operator", cursor.child("operator").one_of(OPERATORS)),
        value=tuple(value) if isinstance(value, list) else value,
    )
