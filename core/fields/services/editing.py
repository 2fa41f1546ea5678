"""Changing the fields of a draft. Nobody else sees it before it is published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from translationstring import TranslationStringFactory

from core.errors import Refused
from core.fields.services.drafts import Draft, change_draft, check_unchanged, get_field, rule_id
from core.fields.services.history import earlier_fields
from core.fields.services.publish_constraints import check_new_key, check_publish_constraints
from fields_config.definition import SCREENS, Access, Grant
from fields_config.rule_values import twice_named

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from core.scope import Scope
    from fields_config.definition import FieldDefinition, FormDefinition, FormKey, Option, Rule

_ = TranslationStringFactory("core")

Direction = Literal["up", "down"]
HIDDEN = Grant(Access.HIDDEN)
FIRST_GRANTS: dict[str, Grant] = {"create": Grant(Access.EDIT), "detail": Grant(Access.VIEW)}


def save_field(scope: Scope, form_key: FormKey, field: FieldDefinition, *, seen: str) -> Draft:
    """Put a field in place of the one of the same key.

    :param seen: the fingerprint that the field had when the person began to edit it
    :raises Refused: it changes what is fixed, or somebody else changed it in the meantime
    """

    def change(draft: Draft) -> FormDefinition:
        get_field(draft, field.key)
        check_unchanged(draft, field.key, seen)
        return _kept_promises(draft, draft.form.with_field(field))

    return change_draft(scope, form_key, f"field_saved:{field.key}", change)


def add_field(scope: Scope, form_key: FormKey, field: FieldDefinition) -> Draft:
    """Add a field at the end of its section.

    :raises Refused: its key is taken
    """

    def change(draft: Draft) -> FormDefinition:
        check_new_key(scope, draft, field)
        last = max((found.position for found in draft.form.fields), default=0)
        added = replace(field, position=last + 10, system=False, pinned=frozenset())
        return draft.form.with_field(added)

    return change_draft(scope, form_key, f"field_added:{field.key}", change)


def move_field(scope: Scope, form_key: FormKey, key: str, direction: Direction) -> Draft:
    """Let a field change places with its neighbour among the active ones of its section."""

    def change(draft: Draft) -> FormDefinition:
        field = get_field(draft, key)
        peers = [f.key for f in draft.form.active_fields() if f.section == field.section]
        if key not in peers:
            return draft.form
        place = peers.index(key)
        other = place + (-1 if direction == "up" else 1)
        if not 0 <= other < len(peers):
            return draft.form
        order = [found.key for found in draft.form.fields]
        here, there = order.index(key), order.index(peers[other])
        order[here], order[there] = order[there], order[here]
        return draft.form.with_order(order)

    return change_draft(scope, form_key, f"field_moved:{key}", change)


def order_fields(scope: Scope, form_key: FormKey, keys: Sequence[str]) -> Draft:
    """Put those fields first, in that order; unknown keys are passed over."""
    return change_draft(
        scope, form_key, "fields_ordered", lambda draft: draft.form.with_order(keys)
    )


def retire_field(scope: Scope, form_key: FormKey, key: str) -> Draft:
    """Take a field out of use. Its data stay, and it can come back.

    :raises Refused: the product can't do without it
    """

    def change(draft: Draft) -> FormDefinition:
        field = get_field(draft, key)
        return _kept_promises(draft, draft.form.with_field(replace(field, active=False)))

    return change_draft(scope, form_key, f"field_retired:{key}", change)


def reactivate_fields(scope: Scope, form_key: FormKey, keys: Collection[str]) -> Draft:
    """Put retired fields into use again.

    :raises NotFoundError: a key is not that of a field
    """

    def change(draft: Draft) -> FormDefinition:
        form = draft.form
        for key in keys:
            form = form.with_field(replace(get_field(draft, key), active=True))
        return form

    return change_draft(scope, form_key, f"fields_reactivated:{','.join(sorted(keys))}", change)


def delete_field(scope: Scope, form_key: FormKey, key: str) -> Draft:
    """Drop a field that was never published, and the rules about it.

    :raises Refused: it was published; it can be retired
    """

    def change(draft: Draft) -> FormDefinition:
        get_field(draft, key)
        rules = tuple(rule for rule in draft.form.rules if rule.field != key)
        return _kept_promises(draft, replace(draft.form.without_field(key), rules=rules))

    return change_draft(scope, form_key, f"field_deleted:{key}", change)


def with_portal(
    field: FieldDefinition, *, on: bool, former: FieldDefinition | None = None
) -> FieldDefinition:
    """Return the field with "portal field" set, leaving alone what is pinned of it.

    :param former: the field as customers last met it, which ticking brings back; a field that they
        never met is filled in when they create, and seen afterwards
    """
    changed = field
    for screen in SCREENS:
        if f"grants.customer.{screen}" in field.pinned:
            continue
        grant = HIDDEN
        if on and former is not None and former.in_portal:
            grant = former.grant("customer", screen)
        elif on:
            grant = FIRST_GRANTS[screen]
        changed = changed.with_grant("customer", screen, grant)
    return changed


def former_in_portal(scope: Scope, draft: Draft, key: str) -> FieldDefinition | None:
    """Return a field as customers last met it: as it is published, or was in a version before."""
    published = draft.published.field(key)
    if published is not None and published.in_portal:
        return published
    return next((f for f in earlier_fields(scope, draft.form_key, key) if f.in_portal), None)


def save_options(
    scope: Scope,
    form_key: FormKey,
    key: str,
    options: tuple[Option, ...],
    *,
    levels: tuple[Mapping[str, str], ...] | None = None,
    seen: str,
) -> Draft:
    """Replace the options of a field, and the names of a tree's levels.

    :raises Refused: a published option would vanish, or somebody else changed the field
    """

    def change(draft: Draft) -> FormDefinition:
        field = get_field(draft, key)
        check_unchanged(draft, key, seen)
        kept = field.levels if levels is None else levels
        changed = replace(field, options=options, levels=kept)
        return _kept_promises(draft, draft.form.with_field(changed))

    return change_draft(scope, form_key, f"options_saved:{key}", change)


def add_rule(scope: Scope, form_key: FormKey, rule: Rule) -> Draft:
    """Add a rule to those that show, require or limit its field. Others stay as they are.

    :raises Refused: it stands there already
    """

    def change(draft: Draft) -> FormDefinition:
        get_field(draft, rule.field)
        rules, known = draft.form.rules, {field.key: field for field in draft.form.fields}
        if len(twice_named([*rules, rule], known)) > len(twice_named(rules, known)):
            raise Refused(_("This rule stands there already."))
        return replace(draft.form, rules=(*rules, rule))

    return change_draft(scope, form_key, f"rules_saved:{rule.field}", change)


def remove_rule(scope: Scope, form_key: FormKey, key: str, rule: str) -> Draft:
    """Remove a rule of a field, whatever became of others; without it, harmless.

    :param rule: see :func:`core.fields.services.drafts.rule_id`
    """

    def change(draft: Draft) -> FormDefinition:
        get_field(draft, key)
        rules = tuple(one for one in draft.form.rules if one.field != key or rule_id(one) != rule)
        return replace(draft.form, rules=rules)

    return change_draft(scope, form_key, f"rules_saved:{key}", change)


def _kept_promises(draft: Draft, after: FormDefinition) -> FormDefinition:
    check_publish_constraints(draft, after)
    return after
