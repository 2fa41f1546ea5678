"""``demo --reload``: reloads on changes of files, as SIGHUP does."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PAUSE = 0.5  # seconds between looks
# What a process reads once, at its start or when it first needs it.
READ = frozenset(
    {".py", ".jinja2", ".po", ".yaml", ".css", ".js", ".svg", ".png", ".webp", ".woff2"}
)
PASSED_OVER = frozenset({"__pycache__", "node_modules", "tests", "build", "var"})


def look(places: Iterable[Path]) -> frozenset[tuple[str, int, int]]:
    """Return what the files in those places are like now."""
    return frozenset(found for place in places for found in _in(place))


def _in(place: Path) -> Iterator[tuple[str, int, int]]:
    if place.is_file():
        yield from _file(str(place))
    for folder, inner, files in os.walk(place):
        inner[:] = [one for one in inner if one not in PASSED_OVER and not one.startswith(".")]
        for name in files:
            if os.path.splitext(name)[1] in READ:  # noqa: PTH122  # some thousand, twice a second
                yield from _file(f"{folder}/{name}")


def _file(path: str) -> Iterator[tuple[str, int, int]]:
    try:
        found = os.stat(path)  # noqa: PTH116  # as above
    except OSError:
        return  # an editor is just replacing it
    yield path, found.st_mtime_ns, found.st_size


def watch(places: Iterable[Path], changed: Callable[[], None]) -> threading.Event:
    """Call ``changed`` after each change of a file in those places; set the event to stop."""
    kept, stopped = tuple(places), threading.Event()
    before = look(kept)

    def keep_looking(before: frozenset[tuple[str, int, int]]) -> None:
        while not stopped.wait(PAUSE):
            now = look(kept)
            if now != before:
                before = now
                changed()

    threading.Thread(target=keep_looking, args=(before,), name="reload", daemon=True).start()
    return stopped
