"""A form: its fields, sections and rules. The names of this package's vocabulary live here."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeVar, cast

from translationstring import TranslationStringFactory

from fields_config.conditions import AllOf, AnyOf, Condition, Effect, Rule, When, read_rule
from fields_config.cursor import Cursor
from fields_config.errors import DefinitionError, Problem
from fields_config.field import (
    AUDIENCES,
    NO_GRANT,
    SCREENS,
    Access,
    Audience,
    FieldDefinition,
    Grant,
    Screen,
    read_field,
)
from fields_config.options import Option

__all__ = [
    "AUDIENCES",
    "FORM_KEYS",
    "SCREENS",
    "Access",
    "AllOf",
    "AnyOf",
    "Audience",
    "Condition",
    "DefinitionError",
    "FieldDefinition",
    "FormDefinition",
    "FormKey",
    "Grant",
    "Option",
    "Problem",
    "Rule",
    "Screen",
    "Section",
    "When",
]

_ = TranslationStringFactory("core")

FormKey = Literal["case", "contact", "account"]
FORM_KEYS: tuple[FormKey, ...] = ("case", "contact", "account")
MAX_FIELDS = 200
MAX_RULES = 200
MAX_SECTIONS = 40

Keyed = TypeVar("Keyed", FieldDefinition, "Section")


@dataclass(frozen=True)
class Section:
    """A group of fields under one heading."""

    key: str
    labels: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {"key": self.key, "labels": dict(sorted(self.labels.items()))}


@dataclass(frozen=True)
class FormDefinition:
    """A form, frozen: every change makes another one. Fields stand in the order people see."""

    key: FormKey
    fields: tuple[FieldDefinition, ...] = ()
    rules: tuple[Rule, ...] = ()
    sections: tuple[Section, ...] = ()

    def __post_init__(self) -> None:
        order = {section.key: number for number, section in enumerate(self.sections)}
        known = sorted(
            self.fields,
            key=lambda found: (order.get(found.section, -1), found.position, found.key),
        )
        object.__setattr__(self, "fields", tuple(known))

    @cached_property
    def _fields_by_key(self) -> dict[str, FieldDefinition]:
        return {found.key: found for found in self.fields}

    @cached_property
    def _rules_by_field(self) -> dict[tuple[str, str], tuple[Rule, ...]]:
        found: dict[tuple[str, str], tuple[Rule, ...]] = {}
        for rule in self.rules:
            place = (rule.field, rule.effect)
            found[place] = (*found.get(place, ()), rule)
        return found

    @cached_property
    def wanted(self) -> dict[tuple[str, str], frozenset[str]]:
        """What rules compare with, worked out once a form: see ``rules``."""
        return {}

    def field(self, key: str) -> FieldDefinition | None:
        return self._fields_by_key.get(key)

    def grant(self, key: str, audience: Audience, screen: Screen) -> Grant:
        """Return what is granted on a field, whatever rules say of a single case.

        A field that is unknown or retired is hidden.
        """
        found = self.field(key)
        return found.grant(audience, screen) if found and found.active else NO_GRANT

    def rules_for(self, key: str, effect: Effect) -> tuple[Rule, ...]:
        """Return the rules of that effect on a field, in their order."""
        return self._rules_by_field.get((key, effect), ())

    def active_fields(self) -> tuple[FieldDefinition, ...]:
        return tuple(found for found in self.fields if found.active)

    def inactive_fields(self) -> tuple[FieldDefinition, ...]:
        return tuple(found for found in self.fields if not found.active)

    def initial_values(self) -> dict[str, Any]:
        """Return what a new case holds before anyone has written anything."""
        return {
            found.key: found.initial
            for found in self.fields
            if found.active and found.initial is not None
        }

    def with_field(self, changed: FieldDefinition) -> "FormDefinition":
        """Return the form with that field added, or put in place of the one of the same key."""
        others = (found for found in self.fields if found.key != changed.key)
        return replace(self, fields=(*others, changed))

    def without_field(self, key: str) -> "FormDefinition":
        return replace(self, fields=tuple(found for found in self.fields if found.key != key))

    def with_order(self, keys: Collection[str]) -> "FormDefinition":
        """Return the form with those fields first, in that order, and positions counted anew."""
        rank = {key: number for number, key in enumerate(keys)}
        ordered = sorted(self.fields, key=lambda found: rank.get(found.key, len(rank)))
        renumbered = (
            replace(found, position=number * 10) for number, found in enumerate(ordered, start=1)
        )
        return replace(self, fields=tuple(renumbered))

    def to_dict(self) -> dict[str, Any]:
        """Return the canonical JSON form; ``from_dict`` gives back an equal form."""
        return {
            "key": self.key,
            "sections": [section.to_dict() for section in self.sections],
            "fields": [found.to_dict() for found in self.fields],
            "rules": [rule.to_dict() for rule in self.rules],
        }

    @classmethod
    def from_dict(cls, document: Any) -> "FormDefinition":
        """Read what ``to_dict`` wrote, or what a person did.

        :raises DefinitionError: with everything that is wrong with it
        """
        cursor = Cursor(document).expect(("key", "fields", "rules", "sections"))
        form = cls(
            key=cast("FormKey", cursor.child("key").one_of(FORM_KEYS)),
            fields=_read_unique(cursor.child("fields"), MAX_FIELDS, read_field),
            rules=tuple(read_rule(rule) for rule in cursor.child("rules").entries(MAX_RULES)),
            sections=_read_unique(cursor.child("sections"), MAX_SECTIONS, _read_section),
        )
        if cursor.problems:
            raise DefinitionError(cursor.problems)
        return form


def _read_section(cursor: Cursor) -> Section:
    cursor.expect(("key", "labels"))
    return Section(cursor.child("key").text(limit=40), cursor.child("labels").texts())


def _read_unique(cursor: Cursor, limit: int, read: Callable[[Cursor], Keyed]) -> tuple[Keyed, ...]:
    found: dict[str, Keyed] = {}
    for entry in cursor.entries(limit):
        element = read(entry)
        if element.key in found:
            entry.complain(_("The key “${key}” stands here twice.", {"key": element.key}))
        found[element.key] = element
    return tuple(found.values())
