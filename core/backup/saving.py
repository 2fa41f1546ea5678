"""Saving: the database first, then the files.

A file is in its place before the row that names it is committed, and never changes. So whatever
the saved database names was there when it was saved, and the files copied after it hold it all.
The other way round, a file that arrives in between would be missing.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core.backup.database import BackupError, require_direct, save_database
from core.files.blobs import INCOMING, BlobStore, open_store

if TYPE_CHECKING:
    from core.platform import Platform

DATABASE, FILES, MANIFEST = "database", "files", "manifest.json"
FORMAT = 1
ALL = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup is. It is written last: a folder without one is no whole backup."""

    format: int
    made_at: str
    version: str
    database: str
    files: int


def save(platform: Platform, target: Path) -> Manifest:
    """Save into a folder, or into a file if the name ends in ``.tar`` or ``.tar.gz``.

    A folder may hold an earlier backup: it becomes this one, and only new files are copied.

    :raises BackupError: it can't be done
    """
    if target.suffixes[-1:] != [".tar"] and target.suffixes[-2:] != [".tar", ".gz"]:
        return _save_folder(platform, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
        manifest = _save_folder(platform, Path(scratch, "backup"))
        aside = Path(scratch, "archive")
        mode: Literal["w:gz", "w"] = "w:gz" if target.suffix == ".gz" else "w"
        with tarfile.open(aside, mode) as archive:
            archive.add(Path(scratch, "backup"), arcname=".")
        aside.chmod(0o600)
        aside.replace(target)
    return manifest


def _save_folder(platform: Platform, folder: Path) -> Manifest:
    if folder.exists() and any(folder.iterdir()) and not (folder / DATABASE).exists():
        raise BackupError(f"{folder} holds something that is no backup. Name a new folder.")
    require_direct(platform.engine)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / MANIFEST).unlink(missing_ok=True)
    made_at = platform.clock()
    aside = folder / f"{DATABASE}.new"
    aside.unlink(missing_ok=True)
    save_database(platform.settings.database_url, aside)
    aside.chmod(0o600)
    aside.replace(folder / DATABASE)
    count = _copy_files(open_store(platform.settings.blob_url), folder / FILES)
    manifest = Manifest(
        format=FORMAT,
        made_at=made_at.isoformat(),
        version=version("ventanilla"),
        database=platform.engine.dialect.name,
        files=count,
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n")
    # All of it is on the disk before anybody is told that it is.
    os.sync()
    return manifest


def _copy_files(store: BlobStore, folder: Path) -> int:
    folder.mkdir(exist_ok=True)
    count = 0
    for name in store.older_than("", ALL):
        if name.startswith(f"{INCOMING}/"):
            continue  # still arriving
        target = folder / name
        count += 1
        if target.exists():
            continue  # its name is its content's hash
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f"{target.name}.part")
        try:
            with store.open(name) as source, aside.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        except FileNotFoundError:
            aside.unlink(missing_ok=True)
            count -= 1
            continue  # removed since; then the saved database names it at most as expired
        aside.replace(target)
    return count
