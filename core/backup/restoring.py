"""Restoring a backup, without repeating jobs and mails of the past.

What waited in the backup may have been done by the installation that was lost. Mails that people
already have would go out twice, so what was due is held unless the operator asks for it. Sessions
end and one-time links stop working: since the backup they may have been closed or used.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import delete, select, update

from core.backup.database import BackupError, load_database, require_empty
from core.backup.manifest import MANIFEST
from core.backup.saving import FORMAT
from core.backup.states import DATABASE, FILES, NAMES, STATES
from core.blobs import BlobStore, blob_name, open_store
from core.db.outbox import OutboxMessage
from core.files.models import FileUpload
from core.identity.models.secret import OneTimeSecret
from core.identity.models.session import WebSession
from core.jobs.schedule import TICK
from core.mail.models import MailMessage
from core.tenancy.models import Tenant

if TYPE_CHECKING:
    from sqlalchemy import CursorResult, Result

    from core.db.session import GuardedSession
    from core.platform import Platform

HELD = "held: the database was restored from a backup"
HASH_LENGTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back. ``missing`` are files that the database names and the backup lacks."""

    files: int
    jobs_held: int
    mails_held: int
    missing: int


def restore(platform: Platform, source: Path, *, resend: bool = False) -> Restored:
    """Bring a backup back into an empty database.

    :param resend: let jobs and mails that waited be done
    :raises BackupError: it is no whole backup, does not fit, or the database is not empty
    """
    with _opened(source.absolute()) as folder:
        manifest = _read_manifest(folder)
        if manifest["database"] != platform.engine.dialect.name:
            raise BackupError(
                f"The backup is of {manifest['database']}, and VENTANILLA_DATABASE_URL names"
                f" {platform.engine.dialect.name}."
            )
        require_empty(platform.engine)
        # Files first: should it break off, there is no database yet that names them.
        files = _load_files(folder, open_store(platform.settings.blob_url))
        platform.engine.dispose()
        load_database(platform.settings.database_url, folder / DATABASE)
    with platform.every_tenant() as session:
        jobs, mails = (0, 0) if resend else _hold(session, platform.clock())
        session.execute(delete(WebSession))
        session.execute(
            update(OneTimeSecret)
            .where(OneTimeSecret.used_at.is_(None), OneTimeSecret.revoked_at.is_(None))
            .values(revoked_at=platform.clock())
            .execution_options(synchronize_session=False)
        )
        missing = _count_missing(session, open_store(platform.settings.blob_url))
        if platform.engine.dialect.name == "postgresql":
            _index_anew(session, platform.clock())
    return Restored(files=files, jobs_held=jobs, mails_held=mails, missing=missing)


def _index_anew(session: GuardedSession, now: datetime) -> None:
    """Ask for the words by which cases are found: PostgreSQL shows a dump none of them.

    Their policy shows what was looked for and no more (:mod:`core.cases.search.text_query`).
    """
    tenants = session.scalars(select(Tenant.id)).all()
    session.add_all(
        OutboxMessage(
            tenant_id=id_, actor="cases.index_old_cases", args=[], due_at=now, created_at=now
        )
        for id_ in tenants
    )


@contextmanager
def _opened(source: Path) -> Iterator[Path]:
    if source.is_dir():
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="ventanilla-restore-") as scratch:
        try:
            with tarfile.open(source) as archive:
                archive.extractall(scratch, filter="data")
        except (OSError, tarfile.TarError) as error:
            reason = str(error).splitlines()[0].rstrip(":")
            raise BackupError(f"{source} can't be read as a backup: {reason}.") from None
        yield Path(scratch)


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError):
        raise BackupError(f"{folder} is no whole backup: it has no readable {MANIFEST}.") from None
    if manifest.get("format") != FORMAT:
        raise BackupError("The backup was made by another version, in a format unknown here.")
    return manifest


def _files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the names of the files that belong to a state, and where they are."""
    # An earlier state shares its files with the backup in whose folder it is.
    files = (folder.parent.parent if folder.parent.name == STATES else folder) / FILES
    if (folder / NAMES).exists():
        for name in (folder / NAMES).read_text(encoding="utf-8").splitlines():
            if (files / name).is_file():
                yield name, files / name
        return
    for path in sorted(files.rglob("*")):
        if path.is_file() and path.suffix != ".part":
            yield path.relative_to(files).as_posix(), path


def _load_files(folder: Path, store: BlobStore) -> int:
    count = 0
    for name, path in _files_of(folder):
        written = store.new_file()
        with path.open("rb") as file, written.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        with written.open("rb") as copied:
            found = hashlib.file_digest(copied, "sha256").hexdigest()
        if len(path.name) == HASH_LENGTH and found != path.name:
            written.unlink()
            raise BackupError(f"The backup is damaged: the file {name} is not what it was.")
        store.keep(written, name)
        count += 1
    return count


def _hold(session: GuardedSession, now: datetime) -> tuple[int, int]:
    """Let nothing run that was due; what comes back by itself may."""
    row = OutboxMessage
    jobs = session.execute(
        update(row)
        .where(
            row.done_at.is_(None),
            row.failed_at.is_(None),
            row.due_at <= now,
            row.once.is_(None) | ~row.once.startswith(TICK),
        )
        .values(failed_at=now, error=HELD)
        .execution_options(synchronize_session=False)
    )
    mails = session.execute(
        update(MailMessage)
        .where(MailMessage.state == "queued")
        .values(state="held", error=HELD)
        .execution_options(synchronize_session=False)
    )
    return _count(jobs), _count(mails)


def _count(done: Result[Any]) -> int:
    return cast("CursorResult[Any]", done).rowcount


def _count_missing(session: GuardedSession, store: BlobStore) -> int:
    kept = set(store.names())
    named = session.execute(
        select(FileUpload.tenant_id, FileUpload.sha256).where(FileUpload.claimed_at.is_not(None))
    )
    wanted = {blob_name(tenant_id, sha256) for tenant_id, sha256 in named}
    return len(wanted - kept)
