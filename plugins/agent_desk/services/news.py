"""What others did to a case while an agent had it open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.plugin.api import Activity, ConflictError
from core.plugin.api.cases import known_field, list_notes
from core.plugin.api.fields import title_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.cases import Case, NoteView

MOST = 20
# Ids of people: who it was is said, not which row.
PEOPLE = ("assignee", "account", "contact")


@dataclass(frozen=True, slots=True)
class Seen:
    """What an agent had before their eyes: the version of the fields, and the last note."""

    version: int
    note_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, and its value before and after in words. People are not named here."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody changed in one go."""

    who: str
    at: datetime
    fields: list[FieldChange]


@dataclass(frozen=True, slots=True)
class News:
    """What others wrote and changed."""

    notes: list[NoteView]
    changes: list[Change]

    def __bool__(self) -> bool:
        return bool(self.notes or self.changes)


class OvertakenError(ConflictError):
    """Others wrote to the case or changed it since this agent read it."""

    def __init__(self, news: News) -> None:
        super().__init__()
        self.news = news


def refuse_if_overtaken(scope: Scope, case: Case, seen: Seen, *, with_notes: bool) -> None:
    """Refuse to go on over the heads of others. The case is locked by then.

    :param with_notes: whether what others wrote matters too, as it does to an answer
    :raises OvertakenError: with what the agent has to know first
    """
    notes = list_notes(scope, case, after=seen.note_id) if with_notes else []
    news = News(
        [note for note in notes if not note.is_own],
        list_changes(scope, case, seen.version) if case.version > seen.version else [],
    )
    if news:
        raise OvertakenError(news)


def list_changes(scope: Scope, case: Case, version: int) -> list[Change]:
    """Return what others changed after that version of the case, the oldest first."""
    rows = scope.session.scalars(
        select(Activity)
        .where(Activity.case_id == case.id, Activity.kind == "case_changed")
        .order_by(Activity.id.desc())
        .limit(MOST)
    )
    found = [
        Change(row.actor_name, row.at, describe_changes(scope, row.data.get("changes") or {}))
        for row in rows
        if row.data.get("version", 0) > version and row.actor_id != scope.actor.id
    ]
    return found[::-1]


def describe_changes(scope: Scope, changes: dict[str, Any]) -> list[FieldChange]:
    """Put recorded changes, key -> [old, new], into words."""
    found = []
    for key, (old, new) in changes.items():
        field = known_field(scope, key, None)
        title = title_of(field, scope.locale, scope.tenant.default_locale) if field else key
        found.append(FieldChange(title, _text(scope, key, old), _text(scope, key, new)))
    return found


def _text(scope: Scope, key: str, value: Any) -> str:
    if key in PEOPLE or value in (None, "", []):
        return ""
    field = known_field(scope, key, value)
    if field is None or field.type not in scope.tenant.types:
        return str(value)
    kind = scope.tenant.types[field.type]
    text = kind.display(value, field, scope.locale, scope.tenant.default_locale)
    return scope.translate(text)
