"""A whole installation in processes of its own, that a test may kill, starve and confuse."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, or_, select

from core.cases.models import Case
from core.db.outbox import OutboxMessage
from core.mail.models import MailMessage
from core.mail.services import SEND_MAIL
from core.platform import Platform
from core.plugin.loading import load_plugins
from core.settings.environment import read_settings
from tests.faults import points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.testing.database import Databases

WORKERS = ("worker-1", "worker-2")
ROOT = Path(__file__).parents[2]
SECRET = "only for tests, only for tests, only for tests"
# A worker's death is noticed after this long, so that the quick tests are quick.
SHORT_LEASE = 2.0
# What is due by then may begin while somebody still looks at what is under way.
SOON = timedelta(seconds=2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], Any], seconds: float = 60.0, why: str = "") -> Any:
    """Wait until something is so; what it says is returned."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail(f"not within {seconds} s: {why or what}")


@contextmanager
def running_installation(folder: Path, databases: Databases, **how: Any) -> Iterator[Installation]:
    """Lend an installation that runs, with a database of its own, and end it.

    :param how: as :class:`Installation` takes it
    """
    url = databases.lend()
    installation = Installation(folder, url, **how)
    try:
        installation.start()
        yield installation
    finally:
        installation.stop()
        databases.give_back(url)


class Installation:
    """A web server, which looks after its own processes, and with a broker two workers.

    A worker that ended is started again after a second, as systemd or a container does it.

    :param lease: seconds until a dead worker's job comes back, if not the product's own
    :param queue: the broker's queue, if not the product's own. Two houses with a database each need
        two, or the workers of one take the other's messages and find no such job.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str,
        *,
        broker_url: str = "",
        smtp_url: str = "",
        lease: float | None = SHORT_LEASE,
        queue: str = "",
        smtp_timeout: float | None = None,
        plugins_dir: str = "",
    ) -> None:
        self.folder = folder
        self.blobs = folder / "blobs"
        self.port = free_port()
        self.points = folder / "points"
        self.points.mkdir(parents=True)
        self.clock_error = 0.0
        environ = {
            "VENTANILLA_DATABASE_URL": database_url,
            "VENTANILLA_BROKER_URL": broker_url,
            "VENTANILLA_BLOB_URL": f"file://{self.blobs}",
            "VENTANILLA_SMTP_URL": smtp_url,
            "VENTANILLA_SECRET": SECRET,
            "VENTANILLA_BASE_DOMAIN": f"localhost:{self.port}",
            "VENTANILLA_LOG_FORMAT": "json",
            "VENTANILLA_PLUGINS_DIR": plugins_dir,
        }
        self._environ = {k: v for k, v in os.environ.items() if not k.startswith("VENTANILLA_")}
        self._environ |= environ | {
            points.FOLDER: str(self.points),
            points.LEASE: str(lease or ""),
            points.QUEUE: queue,
            points.SMTP_TIMEOUT: str(smtp_timeout or ""),
            "PYTHONUNBUFFERED": "1",
        }
        # The test's own eyes on the same database.
        self.platform = Platform.start(read_settings(environ), load_plugins())
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep_workers, daemon=True)

    def start(self) -> None:
        self.run("web", "serve", "--port", str(self.port))
        if self.platform.settings.broker_url:
            for name in WORKERS:
                self.run(name, "worker")
            self._keeper.start()
        wait_for(self._has_started, why="the web server starts")

    def _has_started(self) -> bool:
        for name, process in self.processes.items():
            assert process.poll() is None, f"{name} ended: {self.log()[-3000:]}"
        # A worker that is still starting would make a job wait that it is to take over.
        workers = [name for name in self.processes if name in WORKERS]
        return self.is_ready() and all("worker_ready" in self.log(name) for name in workers)

    def run(self, name: str, *command: str) -> None:
        """Start a process of the product."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(  # noqa: S603  # ourselves
                [sys.executable, "-m", "tests.faults.process", *command],
                cwd=ROOT,
                env=self._environ,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _keep_workers(self) -> None:
        while not self._stopping.wait(1.0):
            for name in WORKERS:
                if self.processes[name].poll() is not None:
                    self.run(name, "worker")

    def stop(self) -> None:
        self._stopping.set()
        if self._keeper.is_alive():
            self._keeper.join()
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.platform.engine.dispose()

    def log(self, name: str = "*") -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob(f"{name}.log")))

    def ready_status(self) -> int:
        """Ask /readyz; 0 if nobody answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()

    def is_ready(self) -> bool:
        return self.ready_status() == 200

    # -- faults

    def kill_at(self, point: str) -> None:
        """Let the next process that comes by this point die there."""
        (self.points / point).touch()

    def wait_for_death_at(self, point: str) -> None:
        wait_for(lambda: not (self.points / point).exists(), why=f"nobody came by {point}")

    def forget_points(self) -> None:
        for path in self.points.iterdir():
            path.unlink()

    def set_clock(self, seconds: float) -> None:
        """Let every process' wall clock be wrong by so much."""
        aside = self.folder / "clock.new"
        aside.write_text(str(seconds))
        aside.replace(self.points / points.CLOCK)
        self.clock_error = seconds

    def limit_file_size(self, size: int) -> None:
        """Let every write beyond this size fail; -1 lifts it. Like a disk that is full."""
        for name, process in self.processes.items():
            for pid in _family(process.pid) if name == "web" else [process.pid]:
                with suppress(ProcessLookupError):
                    hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))

    # -- what is there

    def count(self, model: Any, *where: Any, slug: str = "acme") -> int:
        """Count a tenant's rows."""
        with self.platform.scope(slug, reading=True) as scope:
            query = select(func.count()).select_from(model).where(*where)
            return scope.session.scalar(query) or 0

    def rows(self, model: Any, *where: Any, slug: str = "acme") -> list[Any]:
        with self.platform.scope(slug, reading=True) as scope:
            return list(scope.session.scalars(select(model).where(*where).order_by(model.id)))

    def wait_for_mails(self, clients: list[Any]) -> None:
        """Wait until a mail is sent to each of them, about the one case that each of them has."""
        contacts = [client.contact.id for client in clients]
        about = MailMessage.contact_id.in_(contacts)
        wait_for(
            lambda: (
                [mail.state for mail in self.rows(MailMessage, about)] == ["sent"] * len(contacts)
            ),
            why="a mail is sent for each case",
        )
        assert self.count(Case, Case.contact_id.in_(contacts)) == len(contacts)

    def is_mailing(self, clients: list[Any]) -> bool:
        """Whether a mail to one of them is in the hands of a worker, or about to be.

        Each of them has filed a case.
        """
        contacts = [client.contact.id for client in clients]
        mails = self.rows(MailMessage, MailMessage.contact_id.in_(contacts))
        if len(mails) < len(contacts):
            return True  # one is still to be written, by a job that may begin any moment
        ids = {str(mail.id) for mail in mails}
        return any(job.args[0] in ids for job in self.jobs() if job.actor == SEND_MAIL)

    def jobs(self) -> list[OutboxMessage]:
        """Return the jobs that are in the hands of a worker, or about to be."""
        soon = datetime.now(UTC) + timedelta(seconds=self.clock_error) + SOON
        return self.rows(
            OutboxMessage,
            OutboxMessage.done_at.is_(None),
            OutboxMessage.failed_at.is_(None),
            or_(OutboxMessage.handed_at.is_not(None), OutboxMessage.due_at <= soon),
        )


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]
