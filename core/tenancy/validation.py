"""Values of a tenant's form, validated alike for a page and for a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import colander

from core.errors import Refused
from fields_config.definition import AUDIENCES, SCREENS, Access, FormDefinition, Grant
from fields_config.field_type import FIXED
from fields_config.form_values import FormValues
from fields_config.lenient import keep_valid, without_requirements
from fields_config.schema import CompiledForm, compile_form

if TYPE_CHECKING:
    from core.scope import Scope
    from fields_config.definition import Audience, FormKey, Screen

NOTHING: Mapping[str, Any] = MappingProxyType({})
OPEN = {(audience, screen): Grant(Access.EDIT) for audience in AUDIENCES for screen in SCREENS}


def validate_values(
    scope: Scope,
    key: FormKey,
    screen: Screen,
    values: Mapping[str, Any],
    *,
    current: Mapping[str, Any] = NOTHING,
    definition: FormDefinition | None = None,
) -> FormValues:
    """Return clean values of the fields that the actor's audience may edit.

    The system (jobs, imports) may set every field and has to fill in none; types, options and
    limits hold for it as for anybody.

    :param values: what a form of this kind has validated, which is not done twice; or what a
        program gives: field key -> value, as a case stores it or as a configuration file writes it.
        Of a new thing, what is not given has its default; otherwise it is left alone
    :param current: what is stored now; its retired options may be kept
    :param definition: the form, which may be another than the one in force
    :raises Refused: with a sentence at each field that needs attention, or for what nobody offered
    """
    if isinstance(values, FormValues):
        return _expect(scope, key, screen, values)
    compiled = _compiled(scope, key, screen, definition)
    try:
        return compiled.validate(values, current, partial=not compiled.is_new)
    except colander.Invalid as error:
        raise _refusal(error) from None


def keep_valid_values(
    scope: Scope,
    key: FormKey,
    screen: Screen,
    values: Mapping[str, Any],
    *,
    current: Mapping[str, Any] = NOTHING,
) -> tuple[FormValues, dict[str, str]]:
    """Return what :func:`validate_values` would take of the values, and what it would refuse.

    Nothing has to be filled in, and a refused value counts as not given.

    :param values: what a program gives, or what a form has validated, which is whole
    :return: the clean values, and for each key that was dropped a translatable sentence
    """
    if isinstance(values, FormValues):
        return _expect(scope, key, screen, values), {}
    return keep_valid(_compiled(scope, key, screen, None, requires=False), values, current)


def missing_values(
    scope: Scope,
    key: FormKey,
    audience: Audience,
    values: Mapping[str, Any],
    *,
    definition: FormDefinition | None = None,
) -> tuple[str, ...]:
    """Return the keys of what an audience has to fill in when it files something, and is not.

    :param values: all that it holds, with its defaults
    :param definition: the form, which may be another than the one in force
    """
    return _compiled(scope, key, "create", definition, audience=audience).missing(values)


def _expect(scope: Scope, key: FormKey, screen: Screen, values: FormValues) -> FormValues:
    made_for = (values.form.form.key, values.form.audience, values.form.screen)
    if made_for != (key, scope.actor.audience, screen):
        raise ValueError(f"values of the form {made_for} for {(key, scope.actor.audience, screen)}")
    return values


def _compiled(
    scope: Scope,
    key: FormKey,
    screen: Screen,
    definition: FormDefinition | None,
    *,
    audience: Audience | None = None,
    requires: bool = True,
) -> CompiledForm:
    """Return the form for programs: its values are written alike in all languages.

    :param audience: whose form, by default the actor's
    :param requires: whether anything has to be filled in
    """
    is_open = audience is None and scope.actor.kind == "system"
    whose = audience or scope.actor.audience
    place = ("form of programs", key, whose, is_open, requires, screen, scope.locale)
    is_in_force = definition is None or definition is scope.tenant.form(key)
    if is_in_force and place in scope.tenant.cache:
        found: CompiledForm = scope.tenant.cache[place]
        return found
    form = definition or scope.tenant.form(key)
    if is_open:
        form = _open(form)
    elif not requires:
        form = without_requirements(form)
    compiled = compile_form(form, whose, screen, FIXED, scope.locale, types=scope.tenant.types)
    if is_in_force:
        scope.tenant.cache[place] = compiled
    return compiled


def _open(form: FormDefinition) -> FormDefinition:
    """Return the form with every field to be edited, and none required."""
    fields = tuple(replace(field, grants=OPEN) for field in form.fields)
    return without_requirements(replace(form, fields=fields))


def _refusal(error: colander.Invalid) -> Refused:
    fields = {child.node.name: child.messages()[0] for child in error.children}
    return Refused(error.msg or "", fields)
