"""The supervisor, which ``ventanilla serve`` starts: holds the port and replaces the servers.

It serves nothing itself. A *generation* is a fresh interpreter with the code and the
settings of its day, and with server processes below it. On SIGHUP, or when a process tells that a
plugin keeps a thread of it for ever, a new generation is started, and the old one is asked to
finish only once the new one can answer; if it can't, the old one stays.

All generations accept from one listening socket that stays open here, so a connection that
arrives while processes come and go waits in its queue until something is said on it. None is
refused and none is lost; those that are kept open are told to end before they are ended.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import socket
import sys
import time
from importlib.metadata import version
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

import structlog

from core.errors import SettingsError, VentanillaError
from core.log import describe_error
from core.metrics.folder import shared_folder
from core.processes.systemd import notify
from core.settings.env_file import take_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import SpawnProcess
    from pathlib import Path
    from types import FrameType

log = structlog.get_logger(__name__)

BACKLOG = 1024
DEAF = 60  # seconds for which a visitor may take nothing of an answer
SILENT = 2  # seconds for which the system waits for a visitor's first word
PATIENCE = 120.0  # seconds that a new generation may take until it can answer
FAREWELL = 40.0  # seconds that an old one may take; granian ends its processes after 30
# A generation that has served and died is replaced. So many deaths within a minute are no
# accidents: what started us shall decide.
MOST_DEATHS, MINUTE = 5, 60.0
# What a process tells when it can answer, before why it can't, and when it has lost a thread.
READY, FAILED, HANGS = b".", b"!", b"~"


class Generation:
    """The server processes that were started together."""

    def __init__(self, serve: Callable[..., None], listener: socket.socket, workers: int) -> None:
        # Not forked: it shall see the code as it lies on the disk now.
        context = multiprocessing.get_context("spawn")
        self.ready, tell = context.Pipe(duplex=False)
        self.reason = ""
        self.hangs = False
        self._silent = workers
        self._is_closed = False
        name = f"{serve.__module__}:{serve.__qualname__}"
        self._process: SpawnProcess = context.Process(
            target=run_generation,
            args=(name, listener, workers, tell),
            name="ventanilla-generation",
        )
        self._process.start()
        tell.close()  # with ours gone, the end of the file tells that theirs are, too

    @property
    def signs(self) -> list[int | Connection]:
        """What to wait for: its end, and its word."""
        return [self._process.sentinel, *([] if self._is_closed else [self.ready])]

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    @property
    def is_ready(self) -> bool:
        """Whether every process of it has said that it can answer."""
        self._hear()
        return not self._silent

    def _hear(self) -> None:
        try:
            while not self._is_closed and self.ready.poll():
                message = self.ready.recv_bytes()
                if message == HANGS:
                    self.hangs = True
                elif self._silent and message.startswith(FAILED):
                    self.reason = message.removeprefix(FAILED).decode("utf-8", "replace")
                    self._is_closed = True
                elif self._silent:  # later on, it is one that took another's place
                    self._silent -= 1
        except (EOFError, OSError):
            self._is_closed = True

    @property
    def has_failed(self) -> bool:
        """Whether it will never be ready."""
        return not self.is_ready and (bool(self.reason) or not self.is_alive)

    def ask_to_stop(self) -> None:
        if self.is_alive:
            self._process.terminate()

    def end(self) -> int:
        """Wait until requests under way are answered; return the exit status."""
        self._process.join(FAREWELL)
        if self.is_alive:
            log.warning("generation_killed", process=self._process.pid)
            self._process.kill()
            self._process.join()
        return self._process.exitcode or 0


def run_generation(name: str, listener: socket.socket, workers: int, tell: Connection) -> None:
    """Be a generation. What keeps it from beginning is reported to the parent, not raised.

    :param name: what it runs, ``module:function``; it may not even be possible to import it
    """
    try:
        module, _, function = name.partition(":")
        serve = getattr(importlib.import_module(module), function)
        serve(listener, workers, tell)
    except Exception as error:  # noqa: BLE001  # whatever it is, it is reported
        tell_failure(tell, error)
        sys.exit(1)


def tell_failure(tell: Connection, error: BaseException) -> None:
    """Say why a process can't serve."""
    text = str(error) if isinstance(error, VentanillaError) else describe_error(error)
    tell.send_bytes(FAILED + text.encode())


class Supervisor:
    """Keeps one generation serving.

    :param serve: what a generation runs; it is imported anew there
    :param env_file: read again for each generation; lines ``NAME=value``
    """

    def __init__(
        self,
        serve: Callable[..., None],
        listener: socket.socket,
        workers: int,
        env_file: Path | None = None,
    ) -> None:
        self._serve = serve
        self._listener = listener
        self._workers = workers
        self._env_file = env_file
        self._from_file = take_environment(env_file) if env_file else set()
        self._asked: set[int] = set()
        self._deaths: list[float] = []
        self._bell, self._rope = multiprocessing.Pipe(duplex=False)

    def run(self) -> int:
        """Serve until SIGTERM or SIGINT; return the exit status."""
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, self._hear)
        with shared_folder():
            status = self._keep_serving()
        log.info("stopped", version=version("ventanilla"), status=status)
        return status

    def _keep_serving(self) -> int:
        current = self._begin()
        has_served = is_announced = False
        while True:
            self._listen(current.signs)
            if self._is_asked_to_stop:
                notify("STOPPING=1")
                current.ask_to_stop()
                current.end()
                return 0
            if current.is_ready and not is_announced:
                has_served = is_announced = True
                self._announce("serving")
            if current.has_failed or not current.is_alive:
                replacement = self._bury(current, has_served=has_served)
                if replacement is None:
                    return 1
                current, is_announced = replacement, False
            elif signal.SIGHUP in self._asked or current.hangs:
                self._asked.discard(signal.SIGHUP)
                current.hangs = False
                new = self._replace(current)
                is_announced = is_announced or new is not current
                current = new

    def _bury(self, dead: Generation, *, has_served: bool) -> Generation | None:
        """Return what is to serve in place of one that ended by itself, unless that is hopeless."""
        reason = dead.reason
        dead.ask_to_stop()
        status = dead.end()
        log.error("generation_died", status=status, reason=reason or None)
        now = time.monotonic()
        self._deaths = [death for death in self._deaths if now - death < MINUTE] + [now]
        if not has_served:
            log.error("gave_up", reason=reason or "the processes did not start")
            return None
        if len(self._deaths) >= MOST_DEATHS:
            log.error("gave_up", reason=f"{MOST_DEATHS} deaths within a minute")
            return None
        try:
            return self._begin()
        except SettingsError as error:
            log.error("gave_up", reason=str(error))  # noqa: TRY400  # the sentence says it
            return None

    def _announce(self, event: str) -> None:
        host, port = self._listener.getsockname()[:2]
        running = version("ventanilla")
        notify("READY=1", f"STATUS=Serving version {running}")
        log.info(
            event,
            version=running,
            host=host,
            port=port,
            workers=self._workers,
            process=os.getpid(),
        )

    @property
    def _is_asked_to_stop(self) -> bool:
        return bool(self._asked & {signal.SIGTERM, signal.SIGINT})

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self._asked.add(number)
        self._rope.send_bytes(b".")

    def _listen(self, others: list[int | Connection], seconds: float | None = None) -> None:
        """Wait for a signal, or for one of the others."""
        if self._bell in wait([self._bell, *others], seconds):
            self._bell.recv_bytes()

    def _begin(self) -> Generation:
        if self._env_file is not None:
            self._from_file = take_environment(self._env_file, self._from_file)
        return Generation(self._serve, self._listener, self._workers)

    def _replace(self, old: Generation) -> Generation:
        """Return who serves from now on: the new generation, or the old if the new one can't."""
        notify("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
        try:
            new = self._begin()
        except SettingsError as error:
            log.error("reload_failed", reason=str(error))  # noqa: TRY400  # the sentence says it
            notify("READY=1", f"STATUS=The last reload failed: {error}")
            return old
        end = time.monotonic() + PATIENCE
        while not (new.is_ready or new.has_failed or self._is_asked_to_stop):
            if time.monotonic() > end:
                break
            self._listen(new.signs, 0.5)
        if new.is_alive and new.is_ready:
            old.ask_to_stop()
            old.end()
            self._announce("reloaded")
            return new
        new.ask_to_stop()
        status = new.end()
        if not self._is_asked_to_stop:
            reason = new.reason or f"the new processes did not start (status {status})"
            log.error("reload_failed", reason=f"{reason.rstrip('.')}. The old ones stay.")
            notify("READY=1", f"STATUS=The last reload failed: {reason}")
        return old


def open_listener(host: str, port: int) -> socket.socket:
    """Open the port.

    :raises SettingsError: it is taken, or the address is not this machine's
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it: one whose visitor takes nothing any more is ended by the system.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAF * 1000)
    # A process that is told to stop ends connections on which nothing was said yet. So it gets
    # none: they wait with the system, for this process or the next.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SILENT)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"Port {port} on {host} can't be used ({error.strerror})."
            " Choose another: --port, --host."
        ) from None
    listener.setblocking(False)
    return listener
