"""Describing what importing a configuration would change, and undoing it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.admin.services.impact import REGISTRATION_CLOSES, tell_people, tell_readers
from core.admin.services.organisation import FACTS_PART
from core.admin.services.versions import tell_form_reach
from core.errors import Refused
from core.fields.services.drafts import get_draft
from core.fields.services.undoing import part_of
from core.presets.forms import read_forms
from core.presets.services import DOCUMENTS, diff_config, import_config
from core.undo.services import find_latest, undo, undoable
from fields_config.definition import FORM_KEYS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from core.scope import Scope
    from fields_config.definition import FormDefinition, FormKey

PERMISSION = "settings:change"
UNDOABLE = (FACTS_PART, *DOCUMENTS, *map(part_of, FORM_KEYS))


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    :ivar differences: a line each
    :ivar effects: whom and what they meet, in numbers; a sentence each
    """

    differences: list[str]
    effects: list[str]


def plan_import(scope: Scope, document: Mapping[str, Any], enabled: Collection[str]) -> Plan:
    """Say what importing would do. Nothing is changed.

    :param enabled: the plugins that would be on
    :raises VentanillaError: it could not be imported, and where it is wrong
    """
    differences = diff_config(scope, document)
    if not differences:
        return Plan([], [])
    effects = [
        *map(scope.translate, tell_people(scope)),
        *_tell_plugins(scope, enabled),
        *map(scope.translate, _tell_organisation(scope, document)),
    ]
    for key, form in read_forms(document.get("forms", {})).items():
        if form != scope.tenant.form(key):
            effects += _tell_form(scope, key, form)
    return Plan(differences, list(dict.fromkeys(effects)))


def import_undoably(scope: Scope, document: Mapping[str, Any]) -> list[str]:
    """Import a configuration such that :func:`undo_import` takes it back."""
    with undoable(scope, PERMISSION, *UNDOABLE):
        return import_config(scope, document)


def latest_import(scope: Scope) -> datetime:
    """Return when the import was that can be undone.

    :raises Refused: there is none
    """
    step = find_latest(scope, UNDOABLE)
    if step is None:
        raise Refused("There is no import to undo.")
    return step.created_at


def undo_import(scope: Scope) -> None:
    """Put back what the latest import replaced.

    :raises Refused: there is none, or the same has been changed since
    """
    step = find_latest(scope, UNDOABLE)
    if step is None:
        raise Refused("There is no import to undo.")
    undo(scope, step.id)


def _tell_plugins(scope: Scope, enabled: Collection[str]) -> Iterator[str]:
    off = sorted(scope.tenant.plugins - set(enabled))
    if off:
        yield f"Plugins switched off: {len(off)} ({', '.join(off)}). Their data are kept."


def _tell_organisation(scope: Scope, document: Mapping[str, Any]) -> list[str]:
    languages = document.get("tenant", {}).get("languages", scope.tenant.languages)
    gone = [code for code in scope.tenant.languages if code not in languages]
    identity = document.get("settings", {}).get("identity", {})
    was_open = scope.tenant.settings("identity")["self_registration"]
    closes = was_open and not identity.get("self_registration", True)
    return [*tell_readers(scope, gone), *([REGISTRATION_CLOSES] if closes else [])]


def _tell_form(scope: Scope, key: FormKey, then: FormDefinition) -> Iterator[str]:
    draft = get_draft(scope, key)
    now = draft.published
    before = {field.key: field for field in now.active_fields()}
    after = {field.key: field for field in then.active_fields()}
    kept = before.keys() & after.keys()
    hidden = sum(before[one].in_portal and not after[one].in_portal for one in kept)
    yield (
        f"Fields of the form '{key}': {len(after) - len(kept)} new,"
        f" {len(before) - len(kept)} no longer asked, {hidden} hidden from customers."
    )
    yield from tell_form_reach(scope, key, now, then)
    if draft.is_changed:
        yield f"The draft of the form '{key}' is thrown away. Undoing brings it back."
