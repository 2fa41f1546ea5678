"""The process that ``ventanilla serve`` starts in: it holds the port and replaces who serves.

It serves nothing itself. A *generation* is a fresh interpreter with the code and the
settings of its day, and with server processes below it. On SIGHUP a new generation is started, and
the old one is asked to finish only once the new one can answer; if it can't, the old one stays.

All generations accept from one listening socket that stays open here, so a connection that
arrives while processes come and go waits in its queue. None is refused and none is lost.
"""

from __future__ import annotations

import multiprocessing
import signal
import socket
import time
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

import structlog

from core.env_file import take_environment
from core.errors import SettingsError
from core.metrics.folder import shared_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import SpawnProcess
    from pathlib import Path
    from types import FrameType

log = structlog.get_logger(__name__)

BACKLOG = 1024
DEAF = 60  # seconds for which a visitor may take nothing of an answer
PATIENCE = 120.0  # seconds that a new generation may take until it can answer
FAREWELL = 40.0  # seconds that an old one may take; granian ends its processes after 30
SHORT_LIFE = 60.0  # seconds; a generation that dies younger is not replaced


class Generation:
    """The server processes that were started together."""

    def __init__(self, serve: Callable[..., None], listener: socket.socket, workers: int) -> None:
        # Not forked: it shall see the code as it lies on the disk now.
        context = multiprocessing.get_context("spawn")
        self.ready, tell = context.Pipe(duplex=False)
        self.began = time.monotonic()
        self._silent = workers
        self._process: SpawnProcess = context.Process(
            target=serve, args=(listener, workers, tell), name="ventanilla-generation"
        )
        self._process.start()
        tell.close()  # with ours gone, the end of the file tells that theirs are, too

    @property
    def sentinel(self) -> int:
        return self._process.sentinel

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    @property
    def is_ready(self) -> bool:
        """Whether every process of it has said that it can answer."""
        try:
            while self._silent and self.ready.poll():
                self.ready.recv_bytes()
                self._silent -= 1
        except (EOFError, OSError):
            return False
        return not self._silent

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
        self._bell, self._rope = multiprocessing.Pipe(duplex=False)

    def run(self) -> int:
        """Serve until SIGTERM or SIGINT; return the exit status."""
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, self._hear)
        with shared_folder():
            return self._keep_serving()

    def _keep_serving(self) -> int:
        current = self._begin()
        while True:
            self._listen([current.sentinel])
            if self._is_asked_to_stop:
                current.ask_to_stop()
                current.end()
                return 0
            if not current.is_alive:
                status = current.end()
                log.error("generation_died", status=status)
                if time.monotonic() - current.began < SHORT_LIFE:
                    return 1
                current = self._begin()
            elif signal.SIGHUP in self._asked:
                self._asked.discard(signal.SIGHUP)
                current = self._replace(current)

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
        try:
            new = self._begin()
        except SettingsError as error:
            log.error("reload_failed", reason=str(error))  # noqa: TRY400  # the sentence says it
            return old
        end = time.monotonic() + PATIENCE
        while new.is_alive and not new.is_ready and not self._is_asked_to_stop:
            if time.monotonic() > end:
                break
            self._listen([new.sentinel, new.ready], 0.5)
        if new.is_alive and new.is_ready:
            old.ask_to_stop()
            old.end()
            log.info("reloaded")
            return new
        new.ask_to_stop()
        new.end()
        if not self._is_asked_to_stop:
            log.error("reload_failed", reason="the new processes did not start; the old ones stay")
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
