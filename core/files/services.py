"""Staging uploaded files, attaching them to what they belong to, and reading them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from translationstring import TranslationStringFactory

from core.blobs import BlobStore, open_store
from core.db.base import new_id
from core.db.locks import hold
from core.errors import Refused
from core.files.models import FileUpload
from core.files.names import clean_name, extension_of
from core.files.pictures import LONGEST_SIDE, is_harmless
from core.files.types import (
    INERT,
    allowed_types,
    content_agrees,
    is_allowed,
    media_type_of,
    name_to_save,
)

if TYPE_CHECKING:
    from pathlib import Path

    from core.scope import Actor, Scope

_ = TranslationStringFactory("core")

CHUNK = 64 * 1024
MEGABYTE = 1024 * 1024
# How long a form may stay open with a file in it.
WAITS = timedelta(hours=24)
# Files that one person may have waiting, so that nobody fills the disk from an open form.
MOST_WAITING = 100
# Below this the disk is as good as full: other parts need what is left.
RESERVE = 64 * MEGABYTE


class Readable(Protocol):
    """What a file is read from."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What a tenant lets people upload, or what else somebody may.

    :param are_shown: pages show them, so they must be pictures that do nothing else
    :param takes_all: a program takes them in where nobody could choose others, as from a mail. What
        is not of the types, or not what its name says, is kept as data that is only ever saved, and
        what a computer may run under a name by which it does not: ``setup.exe.blocked``
    """

    extensions: tuple[str, ...]
    max_bytes: int
    max_files: int
    are_shown: bool = False
    takes_all: bool = False


def limits_of(scope: Scope) -> FileLimits:
    """Return the tenant's limits, for the service below and for the hints beside a form."""
    settings = scope.tenant.settings("files")
    return FileLimits(
        extensions=allowed_types(settings["types"]),
        max_bytes=settings["max_megabytes"] * MEGABYTE,
        max_files=settings["max_files"],
    )


def limits_of_mail(scope: Scope, max_bytes: int, max_files: int) -> FileLimits:
    """Return limits by which no file is lost that has arrived already, whatever it is.

    :param max_bytes: of a file; a larger one is refused
    :param max_files: of a message, for ``add_note`` and ``create_case``
    """
    types = limits_of(scope).extensions
    return FileLimits(types, max_bytes=max_bytes, max_files=max_files, takes_all=True)


def owner_of(actor: Actor) -> str:
    """Return what marks the uploads of a person as theirs."""
    whose = actor.case_id if actor.is_third_party else actor.id or actor.session_id
    return f"{actor.kind}:{whose or ''}"


def stage_upload(
    scope: Scope, stream: Readable, name: str, *, owner: str, limits: FileLimits | None = None
) -> FileUpload:
    """Take a file in, never whole in memory; it waits a day for a form to claim it.

    :param stream: read in pieces, and no further than the limit
    :param name: what the person's computer calls it
    :param owner: who may claim it (see :func:`owner_of`)
    :param limits: by default what the tenant lets people upload
    :raises Refused: its type, content or size is not allowed; the sentence says which. Of limits
        that take all it is the size alone
    :raises StoreError: it can't be stored at the moment
    """
    limits = limits or limits_of(scope)
    cleaned = clean_name(name)
    extension = extension_of(cleaned)
    is_known = is_allowed(extension, limits.extensions)
    if not is_known and not limits.takes_all:
        raise Refused(
            _(
                "“${name}” can't be added: files of this type are not accepted. Use one of: "
                "${types}.",
                mapping={"name": cleaned, "types": ", ".join(limits.extensions)},
            )
        )
    if not limits.takes_all:
        _refuse_hoarding(scope, owner)
    store = open_store(scope.settings.blob_url)
    _refuse_full_disk(store)
    written = store.new_file()
    try:
        with store.asking("write"):
            size, digest = _write(stream, written, limits, cleaned)
        agrees = content_agrees(written, extension)
        if not agrees and not limits.takes_all:
            raise Refused(
                _(
                    "“${name}” can't be added: its content is not that of a “${type}” file. "
                    "Save it again in that format, or give it its true extension.",
                    mapping={"name": cleaned, "type": extension},
                )
            )
        if limits.are_shown and not is_harmless(written, extension):
            raise Refused(
                _(
                    "“${name}” can't be shown on a page: it is more than ${side} pixels wide or "
                    "high, or holds scripts, links or other files. Save it again as a plain "
                    "picture.",
                    mapping={"name": cleaned, "side": LONGEST_SIDE},
                )
            )
        media_type = media_type_of(extension) if is_known and agrees else INERT
        name = name_to_save(cleaned, extension)
        upload = _row(scope, owner, name, (size, digest), media_type)
        # The content first, then the row: a roll back leaves an orphan, never a row without one.
        store.keep(written, upload.blob())
    finally:
        written.unlink(missing_ok=True)
    if not limits.takes_all:
        # Counted again, now that nobody else can: many may have found room at once.
        hold(scope.session, "waiting files", scope.tenant_id, owner)
        _refuse_hoarding(scope, owner)
    scope.session.add(upload)
    scope.session.flush()
    return upload


def keep_file(scope: Scope, content: bytes, name: str, *, owner: str) -> FileUpload:
    """Keep a file that a program needs and nobody uploads: of any type, for good, never shown.

    :param content: not checked in any way, so nothing but the program itself may hand it out
    :param owner: begins with the name of the plugin or feature
    :raises Refused: the disk is full
    :raises StoreError: it can't be stored at the moment
    """
    store = open_store(scope.settings.blob_url)
    _refuse_full_disk(store)
    written = store.new_file()
    try:
        with store.asking("write"):
            size, digest = _write(BytesIO(content), written, FileLimits((), len(content), 1), name)
        upload = _row(scope, owner, clean_name(name), (size, digest), INERT)
        upload.claimed_at = scope.now()
        store.keep(written, upload.blob())
    finally:
        written.unlink(missing_ok=True)
    scope.session.add(upload)
    scope.session.flush()
    return upload


def _row(
    scope: Scope, owner: str, name: str, written: tuple[int, str], media_type: str
) -> FileUpload:
    return FileUpload(
        tenant_id=scope.tenant_id,
        id=new_id(),
        owner=owner,
        name=name,
        size=written[0],
        sha256=written[1],
        media_type=media_type,
        created_at=scope.now(),
        expires_at=scope.now() + WAITS,
    )


def _write(stream: Readable, path: Path, limits: FileLimits, name: str) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    with path.open("xb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limits.max_bytes:
                raise Refused(
                    _(
                        "“${name}” can't be added: it is larger than ${limit} MB.",
                        mapping={"name": name, "limit": limits.max_bytes // MEGABYTE},
                    )
                )
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if not size and not limits.takes_all:
        raise Refused(_("“${name}” can't be added: it is empty.", mapping={"name": name}))
    return size, digest.hexdigest()


def _refuse_hoarding(scope: Scope, owner: str) -> None:
    waiting = scope.session.scalar(
        select(func.count())
        .select_from(FileUpload)
        .where(
            FileUpload.owner == owner,
            FileUpload.claimed_at.is_(None),
            FileUpload.expires_at > scope.now(),
        )
    )
    if (waiting or 0) >= MOST_WAITING:
        raise Refused(
            _("Too many files are waiting. Send the form that you have open, then go on.")
        )


def _refuse_full_disk(store: BlobStore) -> None:
    free = store.free_bytes()
    if free is not None and free < RESERVE:
        raise Refused(_("Files can't be taken in just now. Please try again later."))


def describe_uploads(
    scope: Scope, ids: Iterable[str | UUID], *, owner: str
) -> list[tuple[str, str, int]]:
    """Return (id, name, size) of those uploads that wait for this owner, in the given order."""
    wanted = _as_ids(ids)
    if not wanted:
        return []
    found = {
        row.id: (str(row.id), row.name, row.size)
        for row in scope.session.execute(
            select(FileUpload.id, FileUpload.name, FileUpload.size).where(
                FileUpload.id.in_(wanted), *_waiting_for(scope, owner)
            )
        )
    }
    return [found[id_] for id_ in wanted if id_ in found]


def claim_uploads(scope: Scope, ids: Sequence[str | UUID], *, owner: str) -> list[FileUpload]:
    """Take uploads for good: they no longer expire, and nobody can claim them again.

    :raises Refused: one of them is not there, has expired, or is somebody else's
    """
    wanted = _as_ids(ids)
    if len(wanted) < len(set(ids)):
        raise _gone()
    if not wanted:
        return []
    claimed = scope.session.scalars(
        update(FileUpload)
        .where(FileUpload.id.in_(wanted), *_waiting_for(scope, owner))
        .values(claimed_at=scope.now())
        .returning(FileUpload)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    if len(claimed) < len(wanted):
        raise _gone()
    by_id = {upload.id: upload for upload in claimed}
    return [by_id[id_] for id_ in wanted]


def release_uploads(scope: Scope, ids: Sequence[str | UUID], *, owner: str) -> None:
    """Let go what was claimed: it waits for this owner to claim it again, and then expires."""
    scope.session.execute(
        update(FileUpload)
        .where(FileUpload.id.in_(_as_ids(ids)), FileUpload.claimed_at.is_not(None))
        .values(owner=owner, claimed_at=None, expires_at=scope.now() + WAITS)
        .execution_options(synchronize_session=False)
    )


def open_upload(scope: Scope, sha256: str) -> BinaryIO:
    """Open a file's content. Whoever calls has asked the policy of what the file belongs to.

    :raises FileNotFoundError: the store has lost it
    :raises StoreError: it does not answer
    """
    blob = FileUpload(tenant_id=scope.tenant_id, sha256=sha256).blob()
    return open_store(scope.settings.blob_url).open(blob)


def _waiting_for(scope: Scope, owner: str) -> tuple[ColumnElement[bool], ...]:
    return (
        FileUpload.owner == owner,
        FileUpload.claimed_at.is_(None),
        FileUpload.expires_at > scope.now(),
    )


def _as_ids(ids: Iterable[str | UUID]) -> list[UUID]:
    found: dict[UUID, None] = {}
    for given in ids:
        try:
            found[given if isinstance(given, UUID) else UUID(str(given))] = None
        except ValueError:
            continue
    return list(found)


def _gone() -> Refused:
    return Refused(
        fields={"files": _("A file is no longer here: it waited too long. Add it again.")}
    )


class UploadsForForms:
    """The uploads of one person, as forms handle them.

    It is what ``core.web.widgets.submission.Uploads`` describes.

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
