"""The folder in which all processes of one machine count together.

Apart from the counting itself, which decides when it is imported where its numbers lie.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

METRICS_DIR = "VENTANILLA_METRICS_DIR"


@contextmanager
def shared_folder() -> Iterator[None]:
    """Give all generations one folder to count in, unless the operator named one."""
    if os.environ.get(METRICS_DIR):
        _clear_dead(Path(os.environ[METRICS_DIR]))
        yield
        return
    with tempfile.TemporaryDirectory(prefix="ventanilla-metrics-") as folder:
        os.environ[METRICS_DIR] = folder
        try:
            yield
        finally:
            del os.environ[METRICS_DIR]


def _clear_dead(folder: Path) -> None:
    """Remove what processes counted that live no more. Prometheus knows that counters restart."""
    for path in folder.glob("*_*.db"):
        number = path.stem.rpartition("_")[2]
        if number.isdecimal() and not Path(f"/proc/{number}").exists():
            path.unlink(missing_ok=True)
