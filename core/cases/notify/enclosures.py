"""Files that staff send with an answer: in the mail itself, or as links where they are too much."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from core.cases.file_links import link_to_file
from core.cases.models import CaseFile
from core.files.models import FileUpload
from core.mail.services import Attachment, fit_into_a_mail

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from core.scope import Scope


class NoteFile(NamedTuple):
    """A file that a mail tells of."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str


class Enclosed(NamedTuple):
    """What travels with the mail, or else a name and an address for each file."""

    attached: Sequence[Attachment]
    links: Sequence[tuple[str, str]]


def list_files(scope: Scope, *which: ColumnElement[bool]) -> list[NoteFile]:
    """Return files of cases that customers may have, the oldest first."""
    columns = (CaseFile.id, CaseFile.name, CaseFile.media_type, CaseFile.size, FileUpload.sha256)
    query = (
        select(*columns)
        .join(
            FileUpload,
            (FileUpload.tenant_id == CaseFile.tenant_id) & (FileUpload.id == CaseFile.upload_id),
        )
        .where(*which, CaseFile.is_internal.is_(False))
        .order_by(CaseFile.id)
    )
    return [NoteFile(*row) for row in scope.session.execute(query)]


def enclose(scope: Scope, files: Sequence[NoteFile]) -> Enclosed:
    """Return the files as attachments; or, if they are too much for a mail, links to them.

    The links are for people who can't open the page of the case.
    """
    attached = [Attachment(one.name, one.media_type, one.sha256, one.size) for one in files]
    if fit_into_a_mail(scope, attached):
        return Enclosed(attached, ())
    return Enclosed((), [(one.name, link_to_file(scope, one.id, one.name)) for one in files])
