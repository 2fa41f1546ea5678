"""What happened to a case, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import describe_activity
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
    details: tuple[str, ...]


def tell_activity(scope: Scope, rows: list[Activity], colleagues: Named) -> list[ActivityLine]:
    """Put recorded activity into words."""
    names = dict(colleagues)
    return [
        ActivityLine(
            at=line.at,
            who=line.actor,
            what=line.title,
            fields=_fields(scope, row, names),
            # Of the core's own kinds, the page shows all but what changed in other places.
            details=line.details if "." in line.kind else (),
        )
        for row, line in zip(rows, describe_activity(scope, rows, names), strict=True)
    ]


def _fields(scope: Scope, row: Activity, names: dict[str, str]) -> list[FieldChange]:
    changes = dict(row.data.get("changes") or {}) if row.kind == "case_changed" else {}
    assigned = changes.pop("assignee", None)
    found = describe_changes(scope, changes)
    if assigned:
        old, new = (names.get(str(id_), "") for id_ in assigned)
        found.insert(0, FieldChange(scope.translate(_("Assignee")), old, new))
    return found
