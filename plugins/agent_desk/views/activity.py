"""What happened to a case, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import ACTIVITY
from plugins.agent_desk.services.news import FieldChange, describe_changes

if TYPE_CHECKING:
    from datetime import datetime

    from core.plugin.api import Activity, Scope
    from plugins.agent_desk.services.people import Named

_ = TranslationStringFactory("agent_desk")


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """One thing that somebody did."""

    at: datetime
    who: str
    what: str
    fields: list[FieldChange]


def tell_activity(scope: Scope, rows: list[Activity], colleagues: Named) -> list[ActivityLine]:
    """Put recorded activity into words; kinds of a plugin's own show as they are."""
    names = dict(colleagues)
    return [
        ActivityLine(
            at=row.at,
            who=row.actor_name,
            what=scope.translate(ACTIVITY.get(row.kind, row.kind)),
            fields=_fields(scope, row, names),
        )
        for row in rows
    ]


def _fields(scope: Scope, row: Activity, names: dict[str, str]) -> list[FieldChange]:
    changes = dict(row.data.get("changes") or {}) if row.kind == "case_changed" else {}
    assigned = changes.pop("assignee", None)
    found = describe_changes(scope, changes)
    if assigned:
        old, new = (names.get(str(id_), "") for id_ in assigned)
        found.insert(0, FieldChange(scope.translate(_("Assignee")), old, new))
    return found
