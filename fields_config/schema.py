"""A form compiled for one audience, screen and language: its Colander schema, and its reading."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

import colander
from translationstring import TranslationStringFactory

from fields_config.compiled_field import CompiledField, compile_field
from fields_config.definition import Access, Audience, FieldDefinition, FormDefinition, Screen
from fields_config.effective_values import effective_values
from fields_config.emptiness import is_empty
from fields_config.field_type import FieldType
from fields_config.form_values import FormValues
from fields_config.policy import Decision, decide
from fields_config.texts import label
from fields_config.types import TYPES

_ = TranslationStringFactory("core")

NOTHING: Mapping[str, Any] = MappingProxyType({})
UNEXPECTED_FIELD = _(
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
        self.is_new = screen == "create"
        self.initial: Mapping[str, Any] = MappingProxyType(self.settled(NOTHING))
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

    def settled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a case holds of values; a new one has defaults where rules let it."""
        return effective_values(self.form, values, is_new=self.is_new)

    def offered_now(self, cstruct: Mapping[str, Any], current: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the controls hold after an answer to some of them changed the others.

        One that was not there before starts with its default, and a default that rules no longer
        leave is taken back.
        """
        if not self.is_new or not self.form.rules:
            return dict(cstruct)
        read, errors = self._read(self._sent(cstruct), partial=True)
        values = self.settled(self._as_chosen({**current, **read, **dict.fromkeys(errors)}))
        found = dict(cstruct)
        for key, entry in self._entries.items():
            if entry.access is Access.EDIT and key not in errors:
                if key not in cstruct:
                    found[key] = entry.node.typ.serialize(entry.node, values.get(key))
                elif not is_empty(read.get(key)) and key not in values:
                    found[key] = colander.null
        return found

    def _as_chosen(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out what equals its default: nobody chose that against the rules."""
        initial = self.form.initial_values()
        return {
            key: value
            for key, value in values.items()
            if key not in initial or value != initial[key]
        }

    def decisions(self, values: Mapping[str, Any] = NOTHING) -> dict[str, Decision]:
        """Decide on each field of this form; what a new one lacks has its initial value."""
        return self._decisions(self.settled(values))

    def _decisions(self, settled: Mapping[str, Any]) -> dict[str, Decision]:
        return {
            key: decide(self.form, entry.definition, self.audience, self.screen, settled)
            for key, entry in self._entries.items()
        }

    def missing(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the fields that have to be filled in, and are not, in the form's order.

        :param values: everything that there is, defaults among it
        """
        decisions = self._decisions(values)
        return tuple(
            key
            for key, entry in self._entries.items()
            if entry.is_missing(values.get(key), decisions[key])
        )

    def entry(self, key: str) -> CompiledField | None:
        """Return a field that can show, with what reading it needs."""
        return self._entries.get(key)

    def preview(
        self, cstruct: Mapping[str, Any], current: Mapping[str, Any] = NOTHING
    ) -> dict[str, Decision]:
        """Decide for a form that is still being filled in; what can't be read counts as empty."""
        read, errors = self._read(self._sent(cstruct), partial=True)
        return self.decisions(self._held(current, read, errors))

    def readable(self, cstruct: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was filled in so far and can be read, of a form that is not sent yet."""
        read, errors = self._read(self._sent(cstruct), partial=True)
        decisions = self.decisions(self._held({}, read, errors))
        return {
            key: value
            for key, value in read.items()
            if decisions[key].editable and not is_empty(value)
        }

    def _held(
        self,
        current: Mapping[str, Any],
        read: Mapping[str, Any],
        errors: Mapping[str, colander.Invalid],
    ) -> dict[str, Any]:
        """Return what there would be, with what was read; what can't be read counts as empty."""
        held = {**current, **read, **dict.fromkeys(errors)}
        return self._as_chosen(held) if self.is_new and self.form.rules else held

    def validate(
        self,
        cstruct: Mapping[str, Any],
        current: Mapping[str, Any] = NOTHING,
        *,
        partial: bool = False,
    ) -> FormValues:
        """Return what to store for the fields that may be edited, and nothing else.

        A field that a rule hides is left out, whatever was sent for it. ``partial`` leaves fields
        alone that were not sent at all (an API's patch); otherwise they are emptied, and those of
        a new thing have their default.

        :param current: what the case holds now; its retired options may be kept
        :raises colander.Invalid: with a child per field that needs attention
        """
        sent = self._sent(cstruct)
        failure = colander.Invalid(self.schema)
        self._reject_unexpected_fields(sent, current, failure)
        read, errors = self._read(sent, partial=partial)
        held = self._held(current, read, errors)
        settled = self.settled(held)
        decisions = self._decisions(settled)
        clean = {}
        for position, (key, entry) in enumerate(self._entries.items()):
            if not decisions[key].editable:
                continue
            if key in errors:
                failure.add(errors[key], position)
            elif key in read or not partial:
                value = read.get(key, entry.kind.empty)
                if self.is_new and (key not in read or key not in held):
                    value = entry.default(settled.get(key))
                message = entry.refusal(value, decisions[key], current.get(key))
                if message is not None:
                    failure.add(colander.Invalid(entry.node, message), position)
                clean[key] = value
        if failure.children or failure.msg:
            raise failure
        return FormValues(self, clean)

    def _sent(self, cstruct: Any) -> Mapping[str, Any]:
        if not isinstance(cstruct, Mapping):
            raise colander.Invalid(self.schema, UNEXPECTED_FIELD)
        return cstruct

    def _read(
        self, sent: Mapping[str, Any], *, partial: bool
    ) -> tuple[dict[str, Any], dict[str, colander.Invalid]]:
        read: dict[str, Any] = {}
        errors: dict[str, colander.Invalid] = {}
        for key, entry in self._entries.items():
            if entry.access is not Access.EDIT:
                continue
            if key not in sent and (partial or self.is_new):
                continue
            try:
                read[key] = entry.read(sent.get(key, colander.null))
            except colander.Invalid as error:
                errors[key] = error
        return read, errors

    def _reject_unexpected_fields(
        self, sent: Mapping[str, Any], current: Mapping[str, Any], failure: colander.Invalid
    ) -> None:
        """Refuse what the form did not offer; unknown and hidden names get the same answer.

        Names with a leading underscore belong to the page, not to the form.
        """
        shown = {**self.initial, **current}
        for key, cstruct in sent.items():
            entry = self._entries.get(key)
            if cstruct is colander.null or (isinstance(key, str) and key.startswith("_")):
                continue
            if entry is None:
                failure.msg = UNEXPECTED_FIELD
            elif entry.access is not Access.EDIT and not _is_same(entry, cstruct, shown):
                position = self.fields.index(entry.definition)
                failure.add(colander.Invalid(entry.node, UNEXPECTED_FIELD), position)


def _is_same(entry: CompiledField, cstruct: Any, current: Mapping[str, Any]) -> bool:
    try:
        value = entry.read(cstruct)
    except colander.Invalid:
        return False
    stored = current.get(entry.definition.key)
    return bool(value == (entry.kind.empty if stored is None else stored))


def compile_form(
    form: FormDefinition,
    audience: Audience,
    screen: Screen,
    language: str,
    default_language: str = "en",
    *,
    types: Mapping[str, FieldType] = TYPES,
    whole: Collection[str] = (),
) -> CompiledForm:
    """Compile a form once per published version, audience, screen and language.

    A field whose type is not among ``types`` (its plugin is switched off) is left out.

    :param whole: keys of trees of which a part is stored, and all is asked for
    """
    entries = []
    for field in form.active_fields():
        grant = field.grant(audience, screen)
        kind = types.get(field.type)
        if kind is not None and grant.visible:
            is_whole = field.key in whole
            entries.append(
                compile_field(
                    field, kind, grant, language, default_language, is_asked_whole=is_whole
                )
            )
    return CompiledForm(
        form=form,
        audience=audience,
        screen=screen,
        language=language,
        default_language=default_language,
        entries=tuple(entries),
    )
