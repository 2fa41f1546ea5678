"""What publishing a draft would change, in words: every change by name, with what was and what is.

Sentences hold others (the name of a limit, "yes"), so they are put together in the reader's
language here.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from translationstring import TranslationString, TranslationStringFactory

from fields_config.definition import (
    AUDIENCES,
    SCREENS,
    FieldDefinition,
    FormDefinition,
    Rule,
    Section,
)
from fields_config.field_type import FieldType
from fields_config.option_diff import OptionDiff, list_names, moved, quote
from fields_config.search_marks import MARKED
from fields_config.texts import Titled, language_name, title_of
from fields_config.types import TYPES

_ = TranslationStringFactory("core")

Translate = Callable[[str], str]
Say = Callable[[FormDefinition, Rule], str]

_PLACES = {
    ("customer", "create"): {
        "hidden": _("${label}: customers no longer see it when they create"),
        "view": _("${label}: customers see it, but can't change it, when they create"),
        "edit": _("${label}: customers may fill it in when they create"),
        "required": _("${label}: customers must fill it in when they create"),
    },
    ("customer", "detail"): {
        "hidden": _("${label}: customers no longer see it in the details"),
        "view": _("${label}: customers see it, but can't change it, in the details"),
        "edit": _("${label}: customers may change it in the details"),
        "required": _("${label}: customers may change it in the details, but not empty it"),
    },
    ("agent", "create"): {
        "hidden": _("${label}: agents no longer see it when they create"),
        "view": _("${label}: agents see it, but can't change it, when they create"),
        "edit": _("${label}: agents may fill it in when they create"),
        "required": _("${label}: agents must fill it in when they create"),
    },
    ("agent", "detail"): {
        "hidden": _("${label}: agents no longer see it in the details"),
        "view": _("${label}: agents see it, but can't change it, in the details"),
        "edit": _("${label}: agents may change it in the details"),
        "required": _("${label}: agents may change it in the details, but not empty it"),
    },
}
NOTHING = "–"


def interpolated(text: str) -> str:
    """Return a text in English with what is to be filled in."""
    return text.interpolate() if isinstance(text, TranslationString) else text


def say_keys(_form: FormDefinition, rule: Rule) -> str:
    """Say a rule by keys, where nobody has better words."""
    return str(rule.to_dict())


def changes(
    old: FormDefinition,
    new: FormDefinition,
    language: str,
    fallback_language: str = "en",
    *,
    translate: Translate = interpolated,
    say_rule: Say = say_keys,
    types: Mapping[str, FieldType] = TYPES,
) -> list[str]:
    """Return sentences, one per change, in the order of the new form.

    :param translate: puts a sentence into the reader's language
    :param say_rule: puts a rule of a form into words
    """
    words = _Words((language, fallback_language), translate, say_rule, types)
    return list(_Diff(old, new, words).all())


@dataclass(frozen=True, slots=True)
class _Words:
    """How to say things to the reader."""

    languages: tuple[str, str]
    translate: Translate
    say_rule: Say
    types: Mapping[str, FieldType]


class _Diff:
    def __init__(self, old: FormDefinition, new: FormDefinition, words: _Words) -> None:
        self._old, self._new = old, new
        self._languages = words.languages
        self._translate = words.translate
        self._say_rule = words.say_rule
        self._types = words.types

    def all(self) -> Iterator[str]:
        for field in self._new.fields:
            before = self._old.field(field.key)
            if before is None:
                title = self._title(field)
                yield self._say(_("${label}: new field"), label=title)
                before = FieldDefinition(
                    key=field.key, type=field.type, labels=field.labels, section=field.section
                )
            if before != field:
                yield from self._field(before, field)
        for field in self._old.fields:
            if self._new.field(field.key) is None:
                yield self._say(_("${label}: removed"), label=self._title(field))
        yield from self._order_of_fields()
        yield from self._rules()
        yield from self._sections()

    def _field(self, before: FieldDefinition, after: FieldDefinition) -> Iterator[str]:
        title = self._title(after)
        if before.active and not after.active:
            yield self._say(_("${label}: retired; what it holds is kept"), label=title)
        elif after.active and not before.active:
            yield self._say(_("${label}: in use again"), label=title)
        yield from self._grants(before, after, title)
        yield from self._texts(title, _("Name in ${language}"), before.labels, after.labels)
        yield from self._texts(title, _("Help in ${language}"), before.helps, after.helps)
        yield from self._levels(title, before.levels, after.levels)
        yield from self._attributes(before, after, title)
        if before.options != after.options:
            yield from OptionDiff(title, self._languages, self._translate).all(before, after)

    def _grants(self, before: FieldDefinition, after: FieldDefinition, title: str) -> Iterator[str]:
        for audience in AUDIENCES:
            for screen in SCREENS:
                state = after.grant(audience, screen).state
                if state != before.grant(audience, screen).state:
                    yield self._say(_PLACES[audience, screen][state], label=title)

    def _attributes(
        self, before: FieldDefinition, after: FieldDefinition, title: str
    ) -> Iterator[str]:
        pairs: list[tuple[str, str, str]] = [
            (_("Type"), self._type(before), self._type(after)),
            (_("Section"), self._section(self._old, before), self._section(self._new, after)),
            (_("Starts with"), self._default(before), self._default(after)),
            (
                _("Lists can be filtered by it"),
                self._yes_no(on=before.filterable),
                self._yes_no(on=after.filterable),
            ),
            (
                MARKED[self._new.key],
                self._yes_no(on=before.searchable),
                self._yes_no(on=after.searchable),
            ),
        ]
        kind = self._types.get(after.type)
        names = {limit.name: limit.title for limit in kind.limits} if kind else {}
        pairs += [
            (
                names.get(name, name),
                self._plain(before.validation.get(name)),
                self._plain(after.validation.get(name)),
            )
            for name in dict.fromkeys((*before.validation, *after.validation))
        ]
        for what, was, now in pairs:
            yield from self._changed(title, what, was, now)

    def _levels(
        self,
        title: str,
        before: Sequence[Mapping[str, str]],
        after: Sequence[Mapping[str, str]],
    ) -> Iterator[str]:
        none: Mapping[str, str] = {}
        levels = zip_longest(before, after, fillvalue=none)
        for number, (was, now) in enumerate(levels, start=1):
            what = _("Name of list ${number} in ${language}", mapping={"number": number})
            yield from self._texts(title, what, was, now)

    def _texts(
        self, title: str, what: str, before: Mapping[str, str], after: Mapping[str, str]
    ) -> Iterator[str]:
        for code in dict.fromkeys((*before, *after)):
            was, now = before.get(code, ""), after.get(code, "")
            words = _(what, mapping={"language": language_name(code)})
            yield from self._changed(title, words, self._quote(was), self._quote(now))

    def _order_of_fields(self) -> Iterator[str]:
        was = [f.key for f in self._old.fields if self._new.field(f.key)]
        now = [f.key for f in self._new.fields if self._old.field(f.key)]
        if was != now:
            yield self._say(
                _("Order of the fields: ${before} → ${after}"),
                before=self._names(self._new.field(key) for key in moved(was, now)),
                after=self._names(self._new.field(key) for key in moved(now, was)),
            )

    def _rules(self) -> Iterator[str]:
        added, removed = list(self._new.rules), []
        for rule in self._old.rules:
            if rule in added:
                added.remove(rule)
            else:
                removed.append(rule)
        for form, rules, message in (
            (self._old, removed, _("${label}: rule removed: ${rule}")),
            (self._new, added, _("${label}: new rule: ${rule}")),
        ):
            for rule in rules:
                field = self._new.field(rule.field) or self._old.field(rule.field)
                title = self._title(field) if field else rule.field
                yield self._say(message, label=title, rule=self._say_rule(form, rule))
        if not added and not removed and self._old.rules != self._new.rules:
            yield self._say(_("The rules stand in another order"))

    def _sections(self) -> Iterator[str]:
        old = {section.key: section for section in self._old.sections}
        new = {section.key: section for section in self._new.sections}
        for key, section in new.items():
            if key not in old:
                title = self._title(section)
                yield self._say(_("${label}: new section"), label=title)
                continue
            yield from self._texts(
                self._title(section), _("Name in ${language}"), old[key].labels, section.labels
            )
        for key, section in old.items():
            if key not in new:
                yield self._say(_("${label}: section removed"), label=self._title(section))
        was, now = [key for key in old if key in new], [key for key in new if key in old]
        if was != now:
            yield self._say(
                _("Order of the sections: ${before} → ${after}"),
                before=self._names(new[key] for key in was),
                after=self._names(new[key] for key in now),
            )

    def _changed(self, title: str, what: str, was: str, now: str) -> Iterator[str]:
        if was != now:
            yield self._say(
                _("${label}: ${what}: ${before} → ${after}"),
                label=title,
                what=self._translate(what),
                before=was or NOTHING,
                after=now or NOTHING,
            )

    def _say(self, message: str, **mapping: str) -> str:
        return self._translate(_(message, mapping=mapping))

    def _quote(self, text: str) -> str:
        return quote(text, self._translate)

    def _title(self, titled: Titled) -> str:
        return title_of(titled, *self._languages)

    def _names(self, named: Any) -> str:
        return list_names(self._title(one) for one in named)

    def _type(self, field: FieldDefinition) -> str:
        kind = self._types.get(field.type)
        return self._translate(kind.title) if kind else field.type

    def _section(self, form: FormDefinition, field: FieldDefinition) -> str:
        known: dict[str, Section] = {section.key: section for section in form.sections}
        section = known.get(field.section)
        return self._title(section) if section else field.section

    def _default(self, field: FieldDefinition) -> str:
        if field.default is None:
            return ""
        kind = self._types.get(field.type)
        if kind is None:
            return str(field.default)
        shown = kind.display(field.default, field, *self._languages) or str(field.default)
        return self._quote(self._translate(shown))

    def _plain(self, value: Any) -> str:
        return "" if value is None else str(value)

    def _yes_no(self, *, on: bool) -> str:
        return self._translate(_("Yes") if on else _("No"))
