"""The notes of a case with their files, for a page that shows both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.cases.services import list_files, list_notes

if TYPE_CHECKING:
    from uuid import UUID

    from core.cases.models import Case
    from core.cases.services import FileView, NoteView
    from core.scope import Scope


@dataclass(frozen=True, slots=True)
class Conversation:
    """Notes, the oldest first, and all files; ``of_note`` has those that came with a note."""

    notes: list[NoteView]
    files: list[FileView]
    of_note: dict[UUID, list[FileView]]


def read_conversation(scope: Scope, case: Case) -> Conversation:
    """Return what both sides wrote and sent, as far as the actor may see it. Two queries."""
    files = list_files(scope, case)
    of_note: dict[UUID, list[FileView]] = {}
    for file in files:
        if file.note_id is not None:
            of_note.setdefault(file.note_id, []).append(file)
    return Conversation(list_notes(scope, case), files, of_note)
