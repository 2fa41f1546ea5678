"""The attributes of system fields that a tenant can't change."""

from dataclasses import fields
from typing import Any

from translationstring import TranslationStringFactory

from fields_config.definition import FieldDefinition, FormDefinition
from fields_config.errors import Problem

_ = TranslationStringFactory("core")

ALWAYS = frozenset(("type", "system", "pinned"))
_ATTRIBUTES = frozenset(attribute.name for attribute in fields(FieldDefinition))


def changed_locks(before: FormDefinition, after: FormDefinition) -> list[Problem]:
    """Return the changes of a draft to attributes that are locked."""
    found = []
    for field in before.fields:
        changed = after.field(field.key)
        if not field.system:
            continue
        if changed is None:
            message = _("The field “${key}” can't be removed; retire it instead.")
            found.append(Problem(field.key, _(message, mapping={"key": field.key})))
            continue
        found.extend(
            Problem(f"{field.key}.{pin}", _("This can't be changed."))
            for pin in sorted(field.pinned | ALWAYS)
            if _value(field, pin) != _value(changed, pin)
        )
    known = {field.key for field in before.fields}
    found.extend(
        Problem(field.key, _("Only the product itself adds system fields."))
        for field in after.fields
        if field.system and field.key not in known
    )
    return found


def _value(field: FieldDefinition, pin: str) -> Any:
    if pin.startswith("grants."):
        place = tuple(pin.split(".")[1:])
        return next((str(grant) for key, grant in field.grants.items() if key == place), "hidden")
    return getattr(field, pin) if pin in _ATTRIBUTES else None
