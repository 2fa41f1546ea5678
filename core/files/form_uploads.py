"""What forms keep their files with: see ``core.web.widgets.submission.Uploads``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.files.services import describe_uploads, stage_upload

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.files.services import FileLimits
    from core.scope import Scope


class UploadsForForms:
    """The uploads of one person.

    :param owner: see :func:`core.files.services.owner_of`
    :param limits: by default what the tenant lets people upload
    """

    def __init__(self, scope: Scope, owner: str, limits: FileLimits | None = None) -> None:
        self._scope = scope
        self._owner = owner
        self._limits = limits

    def stage(self, storage: Any, field: str) -> str:
        """Keep an uploaded file of a form and return its id.

        :param storage: has ``file`` and ``filename``, as WebOb's
        :param field: the field's name; every field follows the same rules
        :raises core.errors.Refused: with a sentence on why not
        """
        del field
        upload = stage_upload(
            self._scope, storage.file, storage.filename, owner=self._owner, limits=self._limits
        )
        return str(upload.id)

    def describe(self, ids: Sequence[str]) -> Iterable[tuple[str, str, int]]:
        """Return (id, name, size) of those ids that this person uploaded, in order."""
        return describe_uploads(self._scope, ids, owner=self._owner)
