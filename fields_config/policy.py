"""The one answer to who may see, change or must fill in a field; every door asks here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fields_config.definition import Access, Audience, FieldDefinition, FormDefinition, Screen
from fields_config.options import is_within, iter_options
from fields_config.rules import Evaluation


@dataclass(frozen=True, slots=True)
class Decision:
    """What an audience may do with a field on a screen, for the values of one case.

    ``options`` are the option paths that rules leave, or None where no rule limits them.
    """

    access: Access
    required: bool = False
    options: frozenset[str] | None = None

    @property
    def visible(self) -> bool:
        return self.access is not Access.HIDDEN

    @property
    def editable(self) -> bool:
        return self.access is Access.EDIT


HIDDEN = Decision(Access.HIDDEN)
# What a grant alone decides: most forms have no rules, and lists ask for every cell.
_BY_GRANT = {
    (access, required): Decision(access, required)
    for access in Access
    for required in (False, True)
}


def decide(
    form: FormDefinition,
    field: FieldDefinition | str,
    audience: Audience,
    screen: Screen,
    values: Mapping[str, Any],
) -> Decision:
    """Decide on one field. Pure: the same arguments give the same answer, whatever the door."""
    key = field if isinstance(field, str) else field.key
    found = form.field(key)
    grant = form.grant(key, audience, screen)
    if found is None or not grant.visible:
        return HIDDEN
    is_editable = grant.access is Access.EDIT
    if not form.rules:
        return _BY_GRANT[grant.access, is_editable and grant.required]
    rules = Evaluation(form, values)
    if not rules.shows(key):
        return HIDDEN
    required = is_editable and (grant.required or bool(rules.matching(key, "require")))
    return Decision(grant.access, required, _limit(found, rules))


def _limit(field: FieldDefinition, rules: Evaluation) -> frozenset[str] | None:
    """Return the options that every matching limit leaves, with what lies below them."""
    limiting = rules.matching(field.key, "limit")
    if not limiting or not field.options:
        return None
    return frozenset(
        path
        for path, _option, _active in iter_options(field.options)
        if all(any(is_within(limit, path) for limit in rule.options) for rule in limiting)
    )
