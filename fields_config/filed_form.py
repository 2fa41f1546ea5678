"""Showing and changing something with the current form that was filed with an earlier version."""

from collections.abc import Collection
from dataclasses import replace

from fields_config.definition import (
    SCREENS,
    Access,
    Audience,
    FieldDefinition,
    FormDefinition,
    Option,
)


def relax_new_requirements(form: FormDefinition, filed: FormDefinition) -> FormDefinition:
    """Return the current form, without requirements that the earlier version did not have.

    The person who filed it was never asked for the rest, and whoever changes something else should
    not have to find it out. Options of that version are added, so that they keep their labels.

    :param filed: the version with which it was filed
    """
    for field in form.fields:
        before = filed.field(field.key)
        known = field if before is None else with_lost_options(field, before.options)
        form = form.with_field(_relaxed(known, before))
    rules = tuple(rule for rule in form.rules if rule.effect != "require" or rule in filed.rules)
    return replace(form, rules=rules)


def unasked(
    form: FormDefinition,
    filed: FormDefinition,
    audience: Audience,
    held: Collection[str],
    *,
    may_fill: bool,
) -> list[str]:
    """Return the fields to hide from an audience: they were never asked, and have no value.

    :param held: keys of the fields that have values
    :param may_fill: leave the fields that the audience can still fill in
    """
    return [
        field.key
        for field in form.active_fields()
        if field.key not in held
        and not was_asked(filed, field.key, audience)
        and not (may_fill and field.grant(audience, "detail").access is Access.EDIT)
    ]


def was_asked(filed: FormDefinition, key: str, audience: Audience) -> bool:
    """Whether the field was visible to the audience in that version."""
    return any(filed.grant(key, audience, screen).visible for screen in SCREENS)


def with_lost_options(field: FieldDefinition, before: tuple[Option, ...]) -> FieldDefinition:
    """Return the field with the options that it had before added, as inactive."""
    options = _joined(field.options, before)
    return field if options == field.options else replace(field, options=options)


def _joined(now: tuple[Option, ...], before: tuple[Option, ...]) -> tuple[Option, ...]:
    earlier = {option.key: option for option in before}
    kept = tuple(
        replace(option, options=_joined(option.options, earlier[option.key].options))
        if option.key in earlier
        else option
        for option in now
    )
    known = {option.key for option in now}
    lost = (option for option in before if option.key not in known)
    return (*kept, *(replace(option, active=False, default=False) for option in lost))


def _relaxed(field: FieldDefinition, before: FieldDefinition | None) -> FieldDefinition:
    grants = {
        place: replace(grant, required=before is not None and before.grant(*place).required)
        if grant.required
        else grant
        for place, grant in field.grants.items()
    }
    return replace(field, grants=grants)
