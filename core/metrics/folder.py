"""The folder through which the processes of a machine share their counters.

Apart from the counting itself, which decides when it is imported where its numbers lie.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

METRICS_DIR = "VENTANILLA_METRICS_DIR"
PREFIX = "ventanilla-metrics-"


@contextmanager
def shared_folder() -> Iterator[None]:
    """Give all generations one folder to count in, unless the operator named one."""
    if os.environ.get(METRICS_DIR):
        _clear_dead(Path(os.environ[METRICS_DIR]))
        yield
        return
    _remove_left_behind()
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as folder:
        os.environ[METRICS_DIR] = folder
        try:
            yield
        finally:
            del os.environ[METRICS_DIR]


def _remove_left_behind() -> None:
    """Remove the folders of those who were killed: they could not."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(folder, ignore_errors=True)  # unless it is somebody else's


def _clear_dead(folder: Path) -> None:
    """Remove what processes counted that live no more. Prometheus knows that counters restart."""
    for path in folder.glob("*_*.db"):
        number = path.stem.rpartition("_")[2]
        if number.isdecimal() and not Path(f"/proc/{number}").exists():
            path.unlink(missing_ok=True)
