"""A form for what was filed with an earlier version of it."""

from dataclasses import replace

from fields_config.definition import FieldDefinition, FormDefinition


def asking_no_more(form: FormDefinition, filed: FormDefinition) -> FormDefinition:
    """Return the form as it is now, requiring nothing that the earlier one did not require.

    Who filed under the old rules was never asked for the rest, and nobody who changes something
    else should have to find it out.

    :param filed: the version that was in force then
    """
    for field in form.fields:
        form = form.with_field(_relaxed(field, filed.field(field.key)))
    rules = tuple(rule for rule in form.rules if rule.effect != "require" or rule in filed.rules)
    return replace(form, rules=rules)


def _relaxed(field: FieldDefinition, before: FieldDefinition | None) -> FieldDefinition:
    grants = {
        place: replace(grant, required=before is not None and before.grant(*place).required)
        if grant.required
        else grant
        for place, grant in field.grants.items()
    }
    return replace(field, grants=grants)
