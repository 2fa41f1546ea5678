"""The earlier states in a backup's folder: a database each, with shared files."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from core.backup.manifest import MANIFEST, last_backup

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

DATABASE, FILES = "database", "files"
NAMES = "files.txt"  # the files that belong to a state, a line each
STATES = "states"


@dataclass(frozen=True, slots=True)
class Keep:
    """Which earlier states stay: the last one of each day and of each week, for so many back."""

    days: int
    weeks: int


def save_state(folder: Path) -> None:
    """Lay the state that a folder holds beside those before it, if it is whole."""
    made = last_backup(folder)
    if made is None or not (folder / NAMES).exists():
        return
    state = folder / STATES / f"{made:%Y-%m-%dT%H-%M-%S}"
    if state.exists():
        return
    aside = state.with_suffix(".part")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    for name in (DATABASE, NAMES, MANIFEST):
        # The same file twice, so nothing is copied; the folder's own name for it goes later.
        os.link(folder / name, aside / name)
    aside.rename(state)


def prune(folder: Path, keep: Keep, now: datetime) -> None:
    """Remove states that nobody wants any more, and the files that only they had."""
    found = {path: made for path in (folder / STATES).glob("*") if (made := last_backup(path))}
    wanted = _wanted(found, keep, now)
    for path in (folder / STATES).glob("*"):
        if path not in wanted:
            shutil.rmtree(path)
    named: set[str] = set()
    for state in (folder, *wanted):
        named.update((state / NAMES).read_text(encoding="utf-8").splitlines())
    for path in list((folder / FILES).rglob("*")):
        if path.is_file() and path.relative_to(folder / FILES).as_posix() not in named:
            path.unlink()


def _wanted(found: dict[Path, datetime], keep: Keep, now: datetime) -> set[Path]:
    newest: dict[tuple[str, object], Path] = {}
    for path, made in sorted(found.items(), key=lambda one: one[1]):
        if now - made < timedelta(days=keep.days + 1):
            newest["day", made.date()] = path
        if now - made < timedelta(weeks=keep.weeks + 1):
            newest["week", made.isocalendar()[:2]] = path
    days = sorted((key for key in newest if key[0] == "day"), key=str)[-keep.days :]
    weeks = sorted((key for key in newest if key[0] == "week"), key=str)[-keep.weeks :]
    kept = [*(days if keep.days else []), *(weeks if keep.weeks else [])]
    return {newest[key] for key in kept}
