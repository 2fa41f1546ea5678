"""Starting what is measured, and counting the processor time that it takes."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from load.filling import Filled, settings_of
from sqlalchemy import create_engine, text

TICKS = os.sysconf("SC_CLK_TCK")
BENCH = Path(__file__).parents[1]
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Installation:
    """A server that runs, over one database."""

    name: str
    port: int
    pid: int
    filled: Filled
    _seen: dict[int, float] = field(default_factory=dict, compare=False)

    def cpu(self) -> float:
        """Return the seconds that its processes, and the database for them, have worked so far.

        What has ended since (a connection more than the pool keeps) counts with what it came to.
        """
        for pid in (*_family(self.pid), *_backends(self)):
            self._seen[pid] = max(self._seen.get(pid, 0.0), _worked(pid))
        return sum(self._seen.values())

    def settled_cpu(self) -> float:
        """Return the same once nothing more is done: jobs that a page has asked for have run."""
        before = self.cpu()
        while True:
            time.sleep(0.25)
            now = self.cpu()
            if now - before <= 1.5 / TICKS:
                return now
            before = now

    def memory(self) -> int:
        """Return the bytes that its processes hold for themselves alone."""
        lines = (
            line.split()
            for pid in _family(self.pid)
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        )
        return sum(int(line[1]) * 1024 for line in lines if line[0].startswith("Private_"))


@contextmanager
def product(filled: Filled, port: int, folder: Path) -> Iterator[Installation]:
    """Serve the product over a database, with one process, as ``ventanilla serve`` does."""
    command = ("-m", "load.unlimited", "serve", "--port", str(port))
    with _run("product", filled, port, folder, command) as installation:
        yield installation


@contextmanager
def ceiling(filled: Filled, port: int, folder: Path) -> Iterator[Installation]:
    """Serve the bare application over the same database, by the same server."""
    with _run("ceiling", filled, port, folder, ("-m", "load.ceiling", str(port))) as installation:
        yield installation


@contextmanager
def _run(
    name: str, filled: Filled, port: int, folder: Path, command: tuple[str, ...]
) -> Iterator[Installation]:
    log = folder / f"{name}-{port}.log"
    environment = {**settings_of(filled.url, port, folder), "PYTHONPATH": str(BENCH)}
    environment["PGAPPNAME"] = application_name(port)
    with log.open("w") as output:
        process = subprocess.Popen(  # noqa: S603  # our own command
            [sys.executable, *command], env=environment, stdout=output, stderr=output
        )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", process, log)
        yield Installation(name, port, process.pid, filled)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310  # our own
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise LookupError(f"{address} does not answer:\n{log.read_text()[-2000:]}")


def _family(root: int) -> list[int]:
    """Return a process and everything below it."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(path)
        if fields:
            children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, waiting = [], [root]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def _backends(installation: Installation) -> list[int]:
    """Return PostgreSQL's processes for the connections of this server."""
    if not installation.filled.url.startswith("postgresql"):
        return []
    engine = create_engine(installation.filled.url.replace("postgresql:", "postgresql+psycopg:", 1))
    query = text(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = :name"
    )
    with engine.connect() as connection:
        pids = list(connection.scalars(query, {"name": application_name(installation.port)}))
    engine.dispose()
    return pids


def application_name(port: int) -> str:
    """Return how the connections of the server at that port call themselves."""
    return f"bench-{port}"


def _worked(pid: int) -> float:
    fields = _fields(Path(f"/proc/{pid}/stat"))
    return (int(fields[11]) + int(fields[12])) / TICKS if fields else 0.0


def _fields(path: Path) -> list[str]:
    """Return what /proc says after the process's name; nothing if it has ended."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []
