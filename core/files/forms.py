"""What forms with files need: where uploads are staged, the limits, and the upload view."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from translationstring import TranslationStringFactory

from core.errors import Refused, StoreError
from core.files.services import UploadsForForms, limits_of, owner_of
from core.files.types import with_synonyms
from core.web.error_tween import RETRY_AFTER
from core.web.forms import FileRule

if TYPE_CHECKING:
    from core.scope import Scope
    from core.web.request import Request

_ = TranslationStringFactory("core")
log = structlog.get_logger(__name__)


def uploads_of(scope: Scope) -> UploadsForForms:
    return UploadsForForms(scope, owner_of(scope.actor))


def file_rule(scope: Scope) -> FileRule:
    """Return the tenant's limits, which forms state before anything is uploaded."""
    limits = limits_of(scope)
    return FileRule(
        tuple(f".{extension}" for extension in with_synonyms(limits.extensions)),
        limits.max_bytes,
        limits.max_files,
    )


def take_upload(request: Request, scope: Scope | None = None) -> dict[str, str]:
    """Stage a file until a form claims it; return its id, or why it was refused.

    For views that scripts send files to, with the renderer ``json``.

    :param scope: whose file it will be, unless the visitor's
    """
    sent = request.POST.get("file")
    if not getattr(sent, "filename", None):
        return _refuse(request, _("Choose a file first."))
    try:
        return {"id": uploads_of(scope or request.scope).stage(sent, "file")}
    except Refused as refusal:
        return _refuse(request, refusal.message)
    except StoreError as error:
        log.error("files_unavailable", exc_info=error)  # noqa: TRY400  # with its cause
        request.response.headers["Retry-After"] = RETRY_AFTER
        sentence = _("Files can't be taken in just now. Please try again later.")
        return _refuse(request, sentence, HTTPStatus.SERVICE_UNAVAILABLE)


def _refuse(
    request: Request, sentence: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
) -> dict[str, str]:
    request.response.status_int = status
    return {"error": request.scope.translate(sentence)}
