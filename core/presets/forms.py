"""The forms of a configuration: reading and validating them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core.errors import Refused
from core.fields.services.publish_constraints import (
    KEY_IN_USE,
    RETYPED,
    reserved_keys,
    retyped_keys,
)
from core.i18n import in_english
from core.presets.document import DocumentError
from fields_config.checks import problems
from fields_config.defaults import load_default
from fields_config.definition import FORM_KEYS, FormDefinition
from fields_config.errors import DefinitionError
from fields_config.locked_attributes import changed_locks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.scope import Scope
    from fields_config.definition import FormKey

MOST_SAID = 5  # things that are wrong with a form, in one sentence


def read_forms(given: Mapping[str, Any]) -> dict[FormKey, FormDefinition]:
    """Return the forms that a document means.

    :raises DocumentError: one is none, saying what is wrong with it
    """
    known: dict[str, FormKey] = {key: key for key in FORM_KEYS}
    for key in given:
        if key not in known:
            raise DocumentError(f"forms.{key}: there is no such form.")
    return {known[key]: _read_form(known[key], form) for key, form in given.items()}


def check_form(
    scope: Scope, form: FormDefinition, languages: Sequence[str], coming: Iterable[str]
) -> None:
    """Refuse a form that could not be published in the studio either.

    :param languages: the tenant's, its default first
    :param coming: plugins that the same document has on, and whose types a field may so have
    :raises Refused: saying what is wrong with it
    """
    wrong: list[tuple[str, str]] = list(changed_locks(load_default(form.key), form))
    for severity, key, message, place in problems(form, languages, scope.tenant.types):
        field = form.field(key)
        is_coming = field is not None and field.type.partition(".")[0] in coming
        if severity == "error" and not is_coming:
            wrong.append((f"{key}.{place}" if place else key, message))
    wrong += [(key, RETYPED) for key in retyped_keys(scope, form)]
    wrong += [(key, KEY_IN_USE) for key in reserved_keys(scope, form)]
    if wrong:
        raise Refused(_in_a_sentence(form.key, wrong))


def _read_form(key: FormKey, given: Any) -> FormDefinition:
    try:
        form = FormDefinition.from_dict(_extended(key, given))
    except DefinitionError as error:
        raise DocumentError(_in_a_sentence(key, error.problems)) from None
    if form.key != key:
        raise DocumentError(f"forms.{key}: 'key' must be '{key}'.")
    return form


def _in_a_sentence(key: str, wrong: Sequence[tuple[str, str]]) -> str:
    said = [f"{path}: {in_english(text)}" if path else in_english(text) for path, text in wrong]
    more = [f"And {len(said) - MOST_SAID} more."] if len(said) > MOST_SAID else []
    return f"forms.{key}: {' '.join([*said[:MOST_SAID], *more])}"


def _extended(key: FormKey, given: Any) -> Any:
    """Lay the given fields over those that every tenant starts with, if it says so."""
    if not isinstance(given, Mapping) or given.get("extends") != "default":
        return given
    laid = {name: part for name, part in given.items() if name != "extends"}
    whole = load_default(key).to_dict()
    over = given.get("fields", [])
    if isinstance(over, list) and all(isinstance(field, Mapping) for field in over):
        fields = {field["key"]: field for field in whole["fields"]}
        for field in over:
            name = str(field.get("key"))
            fields[name] = {**fields.get(name, {}), **field}
        laid["fields"] = list(fields.values())
    return {**whole, **laid}
