"""The notes of a case with their files, for a page that shows both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from core.cases.services import list_files, list_notes
from fields_config.html import pictures_of, place_pictures

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from core.cases.models import Case
    from core.cases.services import FileView, NoteView
    from core.scope import Scope


# What a page shows within a text. Anything else is only ever saved.
SHOWN = frozenset(("image/gif", "image/jpeg", "image/png", "image/webp"))


@dataclass(frozen=True, slots=True)
class Conversation:
    """Notes, the oldest first, and all files; ``of_note`` has those that came with a note."""

    notes: list[NoteView]
    files: list[FileView]
    of_note: dict[UUID, list[FileView]]

    def html_of(self, note: NoteView, route: Callable[..., str], file_route: str) -> Markup:
        """Return what a note says, with the pictures that came with it in their places.

        :param route: returns the address of a route
        :param file_route: that of this side's files, which asks anew whether its reader may
        """
        pictures = self._pictures(note)
        if not pictures:
            return note.html

        def address_of(key: str) -> str | None:
            file = pictures.get(key)
            return route(file_route, id=file.id, name=file.name) if file is not None else None

        return Markup(place_pictures(note.with_pictures, address_of))  # noqa: S704  # it is clean

    def files_beside(self, note: NoteView) -> list[FileView]:
        """Return the files of a note that are not shown within its text."""
        shown = {file.id for file in self._pictures(note).values()}
        return [file for file in self.of_note.get(note.id, ()) if file.id not in shown]

    def _pictures(self, note: NoteView) -> dict[str, FileView]:
        """Return the pictures within a note's text, by what they are called there."""
        wanted = set(pictures_of(note.with_pictures))
        files = {str(file.upload_id): file for file in self.of_note.get(note.id, ())}
        return {
            key: file for key, file in files.items() if key in wanted and file.media_type in SHOWN
        }


def read_conversation(scope: Scope, case: Case) -> Conversation:
    """Return what both sides wrote and sent, as far as the actor may see it. Two queries."""
    files = list_files(scope, case)
    of_note: dict[UUID, list[FileView]] = {}
    for file in files:
        if file.note_id is not None:
            of_note.setdefault(file.note_id, []).append(file)
    return Conversation(list_notes(scope, case), files, of_note)
