"""A form compiled for one audience, screen and language: its Colander schema, and its reading."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import colander
from translationstring import TranslationStringFactory

from fields_config.compiled_field import CompiledField, compile_field
from fields_config.definition import Access, Audience, FieldDefinition, FormDefinition, Screen
from fields_config.field_type import FieldType
from fields_config.policy import Decision, decide
from fields_config.texts import label
from fields_config.types import TYPES

_ = TranslationStringFactory("core")

NOTHING: Mapping[str, Any] = MappingProxyType({})
NOT_OFFERED = _(
    "Part of what was sent is not in this form, so nothing was saved. Check the form below and "
    "send it again."
)


class CompiledForm:
    """What ``compile_form`` makes. It keeps nothing of a request, so threads may share it.

    ``schema`` has one child per field that can show, each with ``definition``, ``widget_name``,
    ``levels``, ``access``, and title and description in the language.
    """

    def __init__(
        self,
        *,
        form: FormDefinition,
        audience: Audience,
        screen: Screen,
        language: str,
        default_language: str,
        entries: tuple[CompiledField, ...],
    ) -> None:
        self.form = form
        self.audience: Audience = audience
        self.screen: Screen = screen
        self.language = language
        self.fields: tuple[FieldDefinition, ...] = tuple(entry.definition for entry in entries)
        self.initial: Mapping[str, Any] = MappingProxyType(form.initial_values())
        self.schema = colander.SchemaNode(
            colander.Mapping(), *(entry.node for entry in entries), name="", title=""
        )
        self._headings = {
            section.key: label(section.labels, language, default_language)
            for section in form.sections
        }
        self._entries = {entry.definition.key: entry for entry in entries}

    def sections(self) -> tuple[tuple[str, tuple[FieldDefinition, ...]], ...]:
        """Return (heading, fields) for each section that has fields; without a section first."""
        found: dict[str, list[FieldDefinition]] = {}
        for field in self.fields:
            section = field.section if field.section in self._headings else ""
            found.setdefault(section, []).append(field)
        return tuple(
            (self._headings.get(section, ""), tuple(fields)) for section, fields in found.items()
        )

    def decisions(self, values: Mapping[str, Any] = NOTHING) -> dict[str, Decision]:
        """Decide on each field of this form; what ``values`` lacks has its initial value."""
        merged = {**self.initial, **values}
        return {
            key: decide(self.form, entry.definition, self.audience, self.screen, merged)
            for key, entry in self._entries.items()
        }

    def preview(
        self, cstruct: Mapping[str, Any], current: Mapping[str, Any] = NOTHING
    ) -> dict[str, Decision]:
        """Decide for a form that is still being filled in; what can't be read counts as empty."""
        read, errors = self._read(self._sent(cstruct), partial=True)
        return self.decisions({**current, **read, **dict.fromkeys(errors)})

    def validate(
        self,
        cstruct: Mapping[str, Any],
        current: Mapping[str, Any] = NOTHING,
        *,
        partial: bool = False,
    ) -> dict[str, Any]:
        """Return what to store for the fields that may be edited, and nothing else.

        A field that a rule hides is left out, whatever was sent for it. ``partial`` leaves fields
        alone that were not sent at all (an API's patch); otherwise they are emptied.

        :param current: what the case holds now; its retired options may be kept
        :raises colander.Invalid: with a child per field that needs attention
        """
        sent = self._sent(cstruct)
        failure = colander.Invalid(self.schema)
        self._refuse_strays(sent, current, failure)
        read, errors = self._read(sent, partial=partial)
        decisions = self.decisions({**current, **read, **dict.fromkeys(errors)})
        clean = {}
        for position, (key, entry) in enumerate(self._entries.items()):
            if not decisions[key].editable:
                continue
            if key in errors:
                failure.add(errors[key], position)
            elif key in read:
                message = entry.refusal(read[key], decisions[key], current.get(key))
                if message is not None:
                    failure.add(colander.Invalid(entry.node, message), position)
                clean[key] = read[key]
        if failure.children or failure.msg:
            raise failure
        return clean

    def _sent(self, cstruct: Any) -> Mapping[str, Any]:
        if not isinstance(cstruct, Mapping):
            raise colander.Invalid(self.schema, NOT_OFFERED)
        return cstruct

    def _read(
        self, sent: Mapping[str, Any], *, partial: bool
    ) -> tuple[dict[str, Any], dict[str, colander.Invalid]]:
        read: dict[str, Any] = {}
        errors: dict[str, colander.Invalid] = {}
        for key, entry in self._entries.items():
            if entry.access is not Access.EDIT or (partial and key not in sent):
                continue
            try:
                read[key] = entry.read(sent.get(key, colander.null))
            except colander.Invalid as error:
                errors[key] = error
        return read, errors

    def _refuse_strays(
        self, sent: Mapping[str, Any], current: Mapping[str, Any], failure: colander.Invalid
    ) -> None:
        """Refuse what the form did not offer; unknown and hidden names get the same answer.

        Names with a leading underscore belong to the page, not to the form.
        """
        for key, cstruct in sent.items():
            entry = self._entries.get(key)
            if cstruct is colander.null or (isinstance(key, str) and key.startswith("_")):
                continue
            if entry is None:
                failure.msg = NOT_OFFERED
            elif entry.access is not Access.EDIT and not _is_same(entry, cstruct, current):
                position = self.fields.index(entry.definition)
                failure.add(colander.Invalid(entry.node, NOT_OFFERED), position)


def _is_same(entry: CompiledField, cstruct: Any, current: Mapping[str, Any]) -> bool:
    try:
        value = entry.read(cstruct)
    except colander.Invalid:
        return False
    stored = current.get(entry.definition.key, entry.definition.initial)
    return bool(value == (entry.kind.empty if stored is None else stored))


def compile_form(
    form: FormDefinition,
    audience: Audience,
    screen: Screen,
    language: str,
    default_language: str = "en",
    *,
    types: Mapping[str, FieldType] = TYPES,
) -> CompiledForm:
    """Compile a form once per published version, audience, screen and language.

    A field whose type is not among ``types`` (its plugin is switched off) is left out.
    """
    entries = []
    for field in form.active_fields():
        grant = field.grant(audience, screen)
        kind = types.get(field.type)
        if kind is not None and grant.visible:
            entries.append(compile_field(field, kind, grant, language, default_language))
    return CompiledForm(
        form=form,
        audience=audience,
        screen=screen,
        language=language,
        default_language=default_language,
        entries=tuple(entries),
    )
