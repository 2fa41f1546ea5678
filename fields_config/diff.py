"""What publishing a draft would change, in words."""

from collections.abc import Iterable, Iterator

from translationstring import TranslationStringFactory

from fields_config.definition import (
    AUDIENCES,
    SCREENS,
    FieldDefinition,
    FormDefinition,
)
from fields_config.options import Option, walk
from fields_config.texts import title_of

_ = TranslationStringFactory("core")

MANY = 10

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

_ATTRIBUTES = {
    "labels": _("${label}: renamed"),
    "helps": _("${label}: its help text changed"),
    "type": _("${label}: another type of field"),
    "section": _("${label}: moved to another section"),
    "default": _("${label}: another default"),
    "levels": _("${label}: its levels changed"),
    "validation": _("${label}: other limits on what can be written"),
    "filterable": _("${label}: filtering by it changed"),
}


def changes(
    old: FormDefinition, new: FormDefinition, language: str, fallback_language: str = "en"
) -> list[str]:
    """Return translatable sentences, one per change, in the order of the new form."""
    found: list[str] = []
    for field in new.fields:
        before = old.field(field.key)
        title = title_of(field, language, fallback_language)
        if before is None:
            found.append(_("${label}: new field", {"label": title}))
            before = FieldDefinition(key=field.key, type=field.type, labels=field.labels)
            found.extend(_grants(before, field, title))
        elif before != field:
            found.extend(_field(before, field, title, language, fallback_language))
    for field in old.fields:
        if new.field(field.key) is None:
            title = title_of(field, language, fallback_language)
            found.append(_("${label}: removed", {"label": title}))
    return [*found, *_form(old, new)]


def _field(
    before: FieldDefinition, after: FieldDefinition, title: str, language: str, fallback: str
) -> Iterator[str]:
    if before.active and not after.active:
        yield _("${label}: retired; what it holds is kept", {"label": title})
    elif after.active and not before.active:
        yield _("${label}: in use again", {"label": title})
    yield from _grants(before, after, title)
    for name, message in _ATTRIBUTES.items():
        if getattr(before, name) != getattr(after, name):
            yield _(message, mapping={"label": title})
    if before.options != after.options:
        yield from _options(before, after, title, language, fallback)


def _grants(before: FieldDefinition, after: FieldDefinition, title: str) -> Iterator[str]:
    for audience in AUDIENCES:
        for screen in SCREENS:
            state = after.grant(audience, screen).state
            if state != before.grant(audience, screen).state:
                yield _(_PLACES[audience, screen][state], mapping={"label": title})


def _options(
    before: FieldDefinition, after: FieldDefinition, title: str, language: str, fallback: str
) -> Iterator[str]:
    old = {path: (option, active) for path, option, active in walk(before.options)}
    new = {path: (option, active) for path, option, active in walk(after.options)}
    gone = [old[path][0] for path in old if path not in new]
    fresh = [new[path][0] for path in new if path not in old]
    off = [new[path][0] for path in new if path in old and old[path][1] > new[path][1]]
    on = [new[path][0] for path in new if path in old and old[path][1] < new[path][1]]
    spoken = False
    for options, message in (
        (fresh, _("${label}: options added: ${options}")),
        (gone, _("${label}: options removed: ${options}")),
        (off, _("${label}: options switched off: ${options}")),
        (on, _("${label}: options switched on again: ${options}")),
    ):
        if options:
            spoken = True
            names = _names(options, language, fallback)
            yield _(message, mapping={"label": title, "options": names})
    if not spoken:
        yield _("${label}: its options were reworded or reordered", {"label": title})


def _names(options: Iterable[Option], language: str, fallback: str) -> str:
    names = [title_of(option, language, fallback) for option in options]
    return ", ".join(names[:MANY]) + ("…" if len(names) > MANY else "")


def _form(old: FormDefinition, new: FormDefinition) -> Iterator[str]:
    kept = {field.key for field in old.fields} & {field.key for field in new.fields}
    if [f.key for f in old.fields if f.key in kept] != [f.key for f in new.fields if f.key in kept]:
        yield _("The fields stand in another order")
    added = sum(rule not in old.rules for rule in new.rules)
    removed = sum(rule not in new.rules for rule in old.rules)
    if added:
        yield _("Rules added: ${count}", {"count": added})
    if removed:
        yield _("Rules removed: ${count}", {"count": removed})
    if not added and not removed and old.rules != new.rules:
        yield _("The rules stand in another order")
    if old.sections != new.sections:
        yield _("The sections changed")
