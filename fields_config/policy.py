"""The one answer to who may see, change or must fill in a field; every door asks here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fields_config.definition import Access, Audience, FieldDefinition, FormDefinition, Screen
from fields_config.options import covers, walk
from fields_config.rules import Evaluation


@dataclass(frozen=True, slots=True)
class Decision:
    """What an audience may do with a field on a screen, for the values of one case.

    ``options`` are the option paths that rules leave, or None where no rule limits them.
    ``because`` says what decided, for people who ask why: ``unknown``, ``inactive``, ``audience``
    (nothing is granted), ``grant``, or ``rule:<places>``.
    """

    access: Access
    required: bool = False
    options: frozenset[str] | None = None
    because: str = "grant"

    @property
    def visible(self) -> bool:
        return self.access is not Access.HIDDEN

    @property
    def editable(self) -> bool:
        return self.access is Access.EDIT


UNKNOWN = Decision(Access.HIDDEN, because="unknown")
INACTIVE = Decision(Access.HIDDEN, because="inactive")
NOT_GRANTED = Decision(Access.HIDDEN, because="audience")
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
    if found is None:
        return UNKNOWN
    if not found.active:
        return INACTIVE
    grant = found.grant(audience, screen)
    if grant.access is Access.HIDDEN:
        return NOT_GRANTED
    if not form.rules:
        return _BY_GRANT[grant.access, grant.access is Access.EDIT and grant.required]
    rules = Evaluation(form, values)
    shown, places = rules.shows(key)
    if not shown:
        return Decision(Access.HIDDEN, because=_by_rules(places))
    required = False
    if grant.access is Access.EDIT:
        requiring = rules.matching(key, "require")
        required = grant.required or bool(requiring)
        places += tuple(number for number, _rule in requiring)
    options, limiting = _limit(found, rules)
    places += limiting
    return Decision(grant.access, required, options, _by_rules(places) if places else "grant")


def decide_all(
    form: FormDefinition, audience: Audience, screen: Screen, values: Mapping[str, Any]
) -> dict[str, Decision]:
    """Decide on every field of the form, retired ones included."""
    return {field.key: decide(form, field, audience, screen, values) for field in form.fields}


def _limit(
    field: FieldDefinition, rules: Evaluation
) -> tuple[frozenset[str] | None, tuple[int, ...]]:
    """Return the options that every matching limit leaves, with what lies below them."""
    limiting = rules.matching(field.key, "limit")
    if not limiting or not field.options:
        return None, ()
    left = frozenset(
        path
        for path, _option, _active in walk(field.options)
        if all(any(covers(limit, path) for limit in rule.options) for _number, rule in limiting)
    )
    return left, tuple(number for number, _rule in limiting)


def _by_rules(places: tuple[int, ...]) -> str:
    return "rule:" + ",".join(str(place) for place in places)
