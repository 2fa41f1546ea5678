"""Adding to a case's conversation, after access has been checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, select
from translationstring import TranslationStringFactory

from core.cases.activity import record_case_activity
from core.cases.authors import author_columns
from core.cases.models import CaseFile, CaseNote
from core.db.base import new_id
from core.errors import Refused
from core.files.services import claim_uploads, limits_of, owner_of
from core.plugin import hookspecs
from fields_config.html import clean_html, says_nothing
from fields_config.texts import title_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from core.cases.models import Case
    from core.scope import Scope
    from fields_config.definition import FieldDefinition

_ = TranslationStringFactory("core")
T = TypeVar("T")

MAX_MESSAGE = 200_000
LONGEST_LABEL = 200
# A case is a conversation, not a store.
MOST_FILES = 1000


def read_message(html: str, *, required: bool = True) -> str:
    """Return a message's clean HTML, empty if nothing can be read in it.

    :raises Refused: it is required and says nothing, or is too long
    """
    if len(html) > MAX_MESSAGE:
        raise Refused(fields={"message": _("Shorten the message.")})
    clean = clean_html(html, pictures=True)
    if not says_nothing(clean):
        return clean
    if required:
        raise Refused(fields={"message": _("Write a message.")})
    return ""


def adjust_message(
    scope: Scope,
    case: Case,
    html: str,
    *,
    files: Sequence[str | UUID] = (),
    is_internal: bool = False,
) -> str:
    """Return a message with what plugins change of it.

    :param html: from :func:`read_message`
    """

    def use(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
        message = changes.pop("message", values["message"])
        if changes or not isinstance(message, str):
            raise TypeError("a plugin can change the text of a message and nothing else")
        return {**values, "message": read_message(message, required=not files)}

    values = {"message": html, "files": list(files), "is_internal": is_internal}
    given = {"scope": scope, "case_id": case.id}
    adjusted = scope.hooks.adjust(hookspecs.adjust_note, "values", values, use, **given)
    return str(adjusted["message"])


def refuse_too_many(scope: Scope, files: Sequence[object], limit: int | None = None) -> None:
    """Hold to the tenant's number of files per message.

    :param limit: another number, that of a program
    :raises Refused: there are more
    """
    _allowed, refusal = files_allowed(scope, files, limit)
    if refusal:
        raise Refused(fields={"files": refusal})


def files_allowed(
    scope: Scope, files: Sequence[T], limit: int | None = None
) -> tuple[list[T], str]:
    """Return as many files as a message may have, and a sentence if those are not all."""
    limit = limits_of(scope).max_files if limit is None else limit
    if len(files) <= limit:
        return list(files), ""
    text = _("Add at most ${limit} files: remove some.", mapping={"limit": limit})
    return list(files[:limit]), text


def channel_of_reply(scope: Scope, case: Case) -> str:
    """Return the channel of a note that does not name one."""
    return "portal" if scope.actor.is_contact else case.channel


def write_note(
    scope: Scope,
    case: Case,
    html: str,
    *,
    channel: str,
    is_internal: bool = False,
    event: str | None = None,
    note_id: UUID | None = None,
    at: datetime | None = None,
) -> CaseNote:
    """Add a note, record it and announce it to the plugins.

    :param at: when it was written, unless now: a new case's first note is as old as the case
    """
    at = at or scope.now()
    note = CaseNote(
        tenant_id=scope.tenant_id,
        id=note_id or new_id(),
        case_id=case.id,
        html=html,
        event=event,
        is_internal=is_internal,
        channel=channel,
        created_at=at,
        **author_columns(scope),
    )
    scope.session.add(note)
    case.touch(at, is_internal=is_internal)
    details = {"note": note.id, "internal": is_internal}
    record_case_activity(scope, "case_noted", case, is_internal=is_internal, **details)
    scope.announce(hookspecs.note_added, case_id=case.id, note_id=note.id, at=at)
    return note


def write_files(
    scope: Scope,
    case: Case,
    upload_ids: Sequence[str | UUID],
    *,
    note: CaseNote | None = None,
    label: str = "",
    is_internal: bool = False,
) -> list[CaseFile]:
    """Attach uploads of the actor to a case.

    :param is_internal: only staff see them; always so for those of an internal note

    :raises Refused: one of them is gone or not theirs, or the case has too many
    """
    uploads = claim_uploads(scope, upload_ids, owner=owner_of(scope.actor))
    if not uploads:
        return []
    counted = select(func.count()).select_from(CaseFile).where(CaseFile.case_id == case.id)
    if (scope.session.scalar(counted) or 0) + len(uploads) > MOST_FILES:
        raise Refused(fields={"files": _("This case can't take more files. File a new case.")})
    is_internal = is_internal or (note is not None and note.is_internal)
    files = [
        CaseFile(
            tenant_id=scope.tenant_id,
            id=new_id(),
            case_id=case.id,
            note_id=note.id if note else None,
            upload_id=upload.id,
            label=" ".join(label.split())[:LONGEST_LABEL],
            name=upload.name,
            size=upload.size,
            media_type=upload.media_type,
            is_internal=is_internal,
            created_at=scope.now(),
            **author_columns(scope),
        )
        for upload in uploads
    ]
    scope.session.flush()  # the note that they refer to
    scope.session.add_all(files)
    scope.session.flush()
    case.touch(scope.now(), is_internal=is_internal)
    for file in files:
        details = {"file": file.id, "name": file.name, "internal": is_internal}
        record_case_activity(scope, "file_added", case, is_internal=is_internal, **details)
        scope.announce(hookspecs.file_added, case_id=case.id, file_id=file.id)
    return files


def write_field_files(
    scope: Scope,
    case: Case,
    field: FieldDefinition,
    ids: Sequence[str],
    kept: Sequence[str] = (),
) -> list[str]:
    """Attach what a file field of the tenant's own holds, and return the ids of the case's files.

    :param ids: of uploads of the actor, and of files that the field held before
    :param kept: the files that the field had before
    :raises Refused: an upload is gone or not theirs, or the case has too many
    """
    title = title_of(field, scope.tenant.default_locale)
    uploads = [one for one in ids if one not in kept]
    # What staff put into a field that customers never see is not theirs to see among the files.
    is_internal = scope.actor.is_staff and not field.in_portal
    files = iter(write_files(scope, case, uploads, label=title, is_internal=is_internal))
    return [one if one in kept else str(next(files).id) for one in ids]
