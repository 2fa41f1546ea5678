"""Ways to hurt a process of the product from outside, in tests only.

The process looks into a folder that the test shares with it. A file with a point's name there
kills the process, once, the next time it comes by; the file ``clock`` holds seconds by which its
wall clock is wrong. Nothing of this is in the product: :mod:`tests.faults.process` patches it in.
"""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from types import SimpleNamespace
from typing import Any

FOLDER = "FAULTS_FOLDER"
LEASE = "FAULTS_LEASE"
QUEUE = "FAULTS_QUEUE"
SMTP_TIMEOUT = "FAULTS_SMTP_TIMEOUT"
CLOCK = "clock"


def reach(point: str) -> None:
    """Die here, as by ``kill -9``, if the test has asked for it."""
    try:
        Path(os.environ[FOLDER], point).unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def shift() -> float:
    """Return the seconds by which the clock is wrong now."""
    try:
        return float(Path(os.environ[FOLDER], CLOCK).read_text() or 0)
    except FileNotFoundError:
        return 0.0


class Monotonic:
    """The clock for pauses: an hour that a test jumps over has passed, and it never goes back."""

    def __init__(self) -> None:
        self._extra = 0.0
        self._seen = shift()

    def __call__(self) -> float:
        now = shift()
        self._extra += max(0.0, now - self._seen)
        self._seen = now
        return time.monotonic() + self._extra


def shifted_now() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=shift())


def arm() -> None:
    """Patch the points in. Modules take names from each other, so the order matters."""
    from core import clock  # noqa: PLC0415  # in its turn

    clock.utc_now = shifted_now
    from core.jobs import relay  # noqa: PLC0415  # in its turn

    relay.LEASE = timedelta(seconds=float(os.environ.get(LEASE) or relay.LEASE.total_seconds()))
    _arm_jobs()
    _arm_sessions()
    _arm_files()
    _arm_mail()


def _around(owner: Any, name: str, before: str = "", after: str = "") -> None:
    plain = getattr(owner, name)

    @wraps(plain)
    def wrapped(*args: Any, **options: Any) -> Any:
        job = getattr(args[-1], "actor", "") if args else ""
        if before:
            reach(before.format(job=job))
        result = plain(*args, **options)
        if after:
            reach(after.format(job=job))
        return result

    setattr(owner, name, wrapped)


def _arm_jobs() -> None:
    from core.jobs import broker, job, runner  # noqa: PLC0415  # in its turn

    broker.QUEUE = os.environ.get(QUEUE) or broker.QUEUE
    connect = broker.connect

    def connect_to_die(*args: Any) -> Any:
        hand_over = connect(*args)

        def wrapped(handover: Any) -> None:
            reach("before_hand_over")
            hand_over(handover)

        return wrapped

    broker.connect = connect_to_die
    _around(runner.Runner, "_perform", before="begin_{job}")
    mark_done = job.Job._mark_done  # the moment is what this is about

    def mark_done_or_die(self: Any, session: Any) -> None:
        session.flush()
        reach(f"end_{self.actor}")
        mark_done(self, session)

    job.Job._mark_done = mark_done_or_die


def _arm_sessions() -> None:
    from sqlalchemy import event  # noqa: PLC0415  # in its turn

    from core.db.session import GuardedSession  # noqa: PLC0415  # in its turn

    def note(session: Any, _context: Any) -> None:
        names = session.info.setdefault("written", set())
        names.update(type(row).__name__ for row in session.new)

    def before(session: Any) -> None:
        if not session.in_nested_transaction():
            session.flush()
            for name in session.info.get("written", ()):
                reach(f"before_commit_{name}")

    def after(session: Any) -> None:
        if not session.in_nested_transaction():
            for name in session.info.pop("written", ()):
                reach(f"after_commit_{name}")

    event.listen(GuardedSession, "after_flush", note)
    event.listen(GuardedSession, "before_commit", before)
    event.listen(GuardedSession, "after_commit", after)


def _arm_files() -> None:
    from core.blobs import BlobStore  # noqa: PLC0415  # in its turn

    _around(BlobStore, "keep", before="upload_written", after="upload_kept")


def _arm_mail() -> None:
    from core.mail import transport  # noqa: PLC0415  # in its turn

    transport.TIMEOUT = float(os.environ.get(SMTP_TIMEOUT) or transport.TIMEOUT)
    transport.time = SimpleNamespace(monotonic=Monotonic())
    _around(transport.MailServer, "deliver", after="mail_accepted")
