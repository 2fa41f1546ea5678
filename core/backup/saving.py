"""Making a backup: the database first, then the files.

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
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core.backup.database import BackupError, require_direct, save_database
from core.backup.manifest import MANIFEST
from core.backup.states import DATABASE, FILES, NAMES, Keep, prune, save_state
from core.blobs import INCOMING, BlobStore, open_store

if TYPE_CHECKING:
    from core.platform import Platform

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup is. It is written last: a folder without one is no whole backup."""

    format: int
    made_at: str
    version: str
    database: str
    files: int


def save(platform: Platform, target: Path, keep: Keep | None = None) -> Manifest:
    """Save into a folder, or into a file if the name ends in ``.tar`` or ``.tar.gz``.

    A folder may hold an earlier backup: it becomes this one, and only new files are copied.

    :param keep: which earlier states of a folder stay beside this one
    :raises BackupError: it can't be done
    """
    if target.suffixes[-1:] != [".tar"] and target.suffixes[-2:] != [".tar", ".gz"]:
        return _save_folder(platform, target, keep)
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


def _save_folder(platform: Platform, folder: Path, keep: Keep | None = None) -> Manifest:
    if folder.exists() and any(folder.iterdir()) and not (folder / DATABASE).exists():
        raise BackupError(f"{folder} holds something that is no backup. Name a new folder.")
    require_direct(platform.engine)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    now = platform.clock()
    aside = folder / f"{DATABASE}.new"
    aside.unlink(missing_ok=True)
    save_database(platform.settings.database_url, aside)
    aside.chmod(0o600)
    if keep is not None:
        save_state(folder)
    (folder / MANIFEST).unlink(missing_ok=True)
    aside.replace(folder / DATABASE)
    names = _copy_files(open_store(platform.settings.blob_url), folder / FILES)
    _write(folder / NAMES, "".join(f"{name}\n" for name in names))
    manifest = Manifest(
        format=FORMAT,
        made_at=now.isoformat(),
        version=version("ventanilla"),
        database=platform.engine.dialect.name,
        files=len(names),
    )
    _write(folder / MANIFEST, json.dumps(asdict(manifest), indent=2) + "\n")
    # Everything is on disk before success is reported or anything older is removed.
    os.sync()
    if keep is not None:
        prune(folder, keep, now)
    return manifest


def _write(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _copy_files(store: BlobStore, folder: Path) -> list[str]:
    """Copy what is not there yet; return the names of all."""
    folder.mkdir(exist_ok=True, mode=0o700)
    names = []
    for name in store.names():
        if name.startswith(f"{INCOMING}/"):
            continue  # still arriving
        target = folder / name
        names.append(name)
        if target.exists():
            continue  # its name is its content's hash
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f"{target.name}.part")
        try:
            with store.open(name) as source, aside.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        except FileNotFoundError:
            aside.unlink(missing_ok=True)
            names.pop()
            continue  # removed since; then the saved database names it at most as expired
        aside.replace(target)
    return names
