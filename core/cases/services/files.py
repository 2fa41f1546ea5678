"""The files of a case: attaching one, and opening one."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from sqlalchemy import select
from translationstring import TranslationStringFactory

from core.cases.access import require_writing, visible_cases
from core.cases.file_links import file_of_link
from core.cases.incomplete.marks import review_mark
from core.cases.intake.references import as_id
from core.cases.intake.submissions import claim_submission, find_submission
from core.cases.lifecycle.reopening import reopening_policy
from core.cases.lifecycle.transitions import lock_case
from core.cases.models import Case, CaseFile
from core.cases.writing import write_files
from core.db.base import new_id
from core.errors import NotFoundError, ReadOnlyError, Refused
from core.files.models import FileUpload
from core.files.services import open_upload
from core.plugin import hookspecs

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import ColumnElement

    from core.scope import Scope

_ = TranslationStringFactory("core")

SUBMISSION = "file"


class OpenFile(NamedTuple):
    """A file that is being read; the caller closes ``content``."""

    name: str
    size: int
    media_type: str
    content: BinaryIO


def attach_file(
    scope: Scope, case: Case, upload_id: str | UUID, label: str = "", *, once: str | None = None
) -> CaseFile:
    """Attach an upload to a case, saved at once.

    :param label: what the person calls it
    :param once: the form's one-time key: sending it again returns the same file
    :raises NotFoundError: the actor may not write to this case
    :raises Refused: the upload is gone, the case takes no more, or a plugin objects
    """
    require_writing(scope, case)
    made = find_submission(scope, SUBMISSION, once)
    if made is None:
        values = {"message": "", "files": [str(upload_id)], "is_internal": False}
        scope.hooks.check(hookspecs.check_note, scope=scope, case_id=case.id, values=values)
        submission_id = new_id()
        # A caller that catches a refusal to show the form again needs a clean transaction.
        with scope.session.begin_nested():
            lock_case(scope, case)
            _refuse_closed(scope, case)
            if claim_submission(scope, SUBMISSION, once, submission_id):
                file = write_files(scope, case, [upload_id], label=label)[0]
                scope.enqueue("cases.notify_file", file.id)
                review_mark(scope, case)
                scope.session.flush()
                return file
    return _same_file(scope, case, upload_id)


def _refuse_closed(scope: Scope, case: Case) -> None:
    """Let a closed case take files from staff alone: a customer writes a message with them."""
    if scope.actor.audience == "customer":
        outcome = reopening_policy(scope).outcome_of_reply(case, scope.now())
        if outcome != "note":
            raise Refused(_("This case is closed. Write a message to add files."))


def _same_file(scope: Scope, case: Case, upload_id: str | UUID) -> CaseFile:
    query = select(CaseFile).where(
        CaseFile.case_id == case.id, CaseFile.upload_id == as_id(upload_id)
    )
    file = scope.session.scalar(query)
    if file is None:
        raise Refused(_("This form was sent already."))
    return file


def open_file(scope: Scope, file_id: UUID) -> OpenFile:
    """Open a file of a case that the actor may see. The same policy as the case's page.

    :raises NotFoundError: there is no such file for this actor, or its content is lost
    """
    allowed = [visible_cases(scope)]
    if scope.actor.audience == "customer":
        allowed.append(CaseFile.is_internal.is_(False))
    return _open(scope, file_id, *allowed)


def open_shared_file(scope: Scope, token: str) -> OpenFile:
    """Open the file of a link (:mod:`core.cases.file_links`), whoever the actor is.

    :raises NotFoundError: the link leads to none, or none that customers may see
    """
    return _open(scope, file_of_link(scope, token), CaseFile.is_internal.is_(False))


def _open(scope: Scope, file_id: UUID, *allowed: ColumnElement[bool]) -> OpenFile:
    if scope.actor.impersonator_id and not scope.tenant.settings("impersonation")["files"]:
        raise ReadOnlyError("open a file")
    query = (
        select(CaseFile.name, CaseFile.size, CaseFile.media_type, FileUpload.sha256)
        .join(Case, (Case.tenant_id == CaseFile.tenant_id) & (Case.id == CaseFile.case_id))
        .join(
            FileUpload,
            (FileUpload.tenant_id == CaseFile.tenant_id) & (FileUpload.id == CaseFile.upload_id),
        )
        .where(CaseFile.id == file_id, *allowed)
    )
    row = scope.session.execute(query).first()
    if row is None:
        raise NotFoundError(str(file_id))
    try:
        content = open_upload(scope, row.sha256)
    except FileNotFoundError:
        raise NotFoundError(f"the content of file {file_id}") from None
    return OpenFile(row.name, row.size, row.media_type, content)
