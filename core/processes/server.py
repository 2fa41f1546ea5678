"""Serving the application with granian, and the threads beside it."""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
import time
from functools import partial
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Any

import structlog
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.net import SocketHolder  # type: ignore[attr-defined]  # not in its stub
from granian.server import MPServer

from core.app import create_app
from core.db import migrate
from core.errors import SettingsError, VentanillaError
from core.jobs import runtime
from core.log import set_up_logging
from core.metrics.recording import note_process, note_restarts, watch_pool
from core.platform import Platform
from core.plugin.watchdog import WATCHDOG
from core.processes.supervisor import BACKLOG, HANGS, READY, Supervisor, open_listener, tell_failure
from core.settings.environment import read_settings
from core.web.front import Front

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

log = structlog.get_logger(__name__)

# A request spends most of its time in Python: more threads than this only wait for each other.
THREADS = 8
# So many deaths within a minute are no accidents: something outside shall decide what to do.
MOST_DEATHS, MINUTE = 20, 60.0
MOST_FILES = 20_000
RESERVE = 200  # descriptors for the database, the broker and what a process has open anyway
FAREWELL = 8.0  # seconds for each part of the jobs to come to an end

# Where this process says that it can answer; its generation sets it before it starts processes.
_tell: list[Connection] = []
# How many processes of this generation have been ready; they share it.
_ready = multiprocessing.get_context("fork").Value("i", 0)
# Granian's lines take the way of all others.
LOGGERS = {
    "loggers": {
        "_granian": {"handlers": [], "level": "WARNING", "propagate": True},
        "granian.access": {"handlers": [], "level": "WARNING", "propagate": True},
    }
}


def app() -> Front:
    """Make the application for one server process. What prevents it is told, and ends the process.

    Granian would throw it at whoever reads the log, for each process and each new try.
    """
    stop_with_parent()
    try:
        application = _make_app()
    except Exception as error:
        if isinstance(error, VentanillaError):
            log.error("start_failed", reason=str(error))  # noqa: TRY400  # the sentence says it
        else:
            log.exception("start_failed")
        for tell in _tell:
            tell_failure(tell, error)
        sys.exit(1)
    with _ready.get_lock():
        _ready.value += 1
    for tell in _tell:
        tell.send_bytes(READY)
    return application


def _make_app() -> Front:
    """Put it together with its jobs or, beside workers, what wakes them."""
    settings = read_settings()
    set_up_logging(settings)
    platform = Platform.start(settings)
    if settings.demo:  # somebody may have changed a plugin's tables
        migrate.upgrade(platform.engine, platform.plugins.packages)
    platform.leave_out_unready()
    watch_pool(platform.engine)
    note_process("server")
    application = create_app(platform=platform)
    jobs = runtime.start_for_web(platform)
    # At the end of the process, after the last answer: jobs that run are finished, too, within the
    # time after which granian would kill us.
    Finalize(None, jobs.stop, args=(FAREWELL,), exitpriority=10)
    # What is here now stays: the garbage collector need not walk through it at every request.
    gc.collect()
    gc.freeze()
    front = Front(application, THREADS)
    WATCHDOG.on_hang = partial(_replace_thread, front)
    return front


def _replace_thread(front: Front) -> None:
    """Go on without a thread that a plugin does not give back, until this process is replaced."""
    front.add_thread()
    for tell in _tell:
        tell.send_bytes(HANGS)


class Server(MPServer):
    """Granian on a socket that is open already.

    It would end itself when a process of its dies twice within six seconds; this one does not.
    """

    def __init__(self, listener: socket.socket, workers: int) -> None:
        super().__init__(
            "core.processes.server:app",
            interface=Interfaces.RSGI,
            workers=workers,
            backpressure=_most_connections(),
            # Proxies speak it to us; the other kind would bring many requests by one connection.
            http=HTTPModes.http1,
            factory=True,
            respawn_failed_workers=True,
            respawn_interval=1.0,
            workers_kill_timeout=30,
            log_level=LogLevels.warning,
            log_dictconfig=LOGGERS,
            websockets=False,
        )
        self._listener = listener
        self._deaths: list[float] = []

    def _init_shared_socket(self) -> None:
        # One queue of connections for all processes and generations. Each with a queue of its own,
        # as granian would have it, resets what waits there when it ends.
        self._sso, self._ssp = None, None
        number = self._listener.fileno()
        self._shd = SocketHolder(number, False, BACKLOG)  # type: ignore[assignment, call-arg]  # as above

    def _respawn_workers(self, workers: list[int], *args: Any, **options: Any) -> None:
        if _ready.value < self.workers:
            # It never served: the next try would end the same way.
            self.interrupt_signal = True
            self.main_loop_interrupt.set()
            return
        note_restarts(len(workers))
        super()._respawn_workers(workers, *args, **options)
        now = time.monotonic()
        self._deaths = [death for death in self._deaths if now - death < MINUTE]
        self._deaths += [now] * len(workers)
        if len(self._deaths) < MOST_DEATHS:
            # What granian looks at to tell a loop.
            self.respawned_wrks.clear()
        else:
            log.error("gave_up", reason=f"{MOST_DEATHS} deaths of processes within a minute")


def _most_connections() -> int:
    """Return how many visitors may be connected at once: as many as there can be files, halved.

    A connection costs no thread, so it is descriptors that run out. The system's usual limit for
    them is meant for programs that can't count beyond a thousand.
    """
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = min(hard, MOST_FILES) if hard != resource.RLIM_INFINITY else MOST_FILES
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return max(most // 2 - RESERVE, RESERVE)


def serve_generation(listener: socket.socket, workers: int, tell: Connection) -> None:
    """Serve on that socket until told to stop; answers under way are finished first.

    :param tell: hears from each process when it can answer
    """
    # Ctrl+C reaches the whole family; the supervisor says what is to be done about it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # This interpreter is fresh; its processes share what it has loaded, and the socket.
    multiprocessing.set_start_method("fork", force=True)
    stop_with_parent()
    set_up_logging(read_settings())
    _tell.append(tell)
    Server(listener, workers).serve()


def serve(host: str, port: int, workers: int = 1, env_file: Path | None = None) -> int:
    """Serve until told to stop; SIGHUP takes up new code and settings without a gap.

    :returns: the exit status
    :raises SettingsError: the port is taken, or several processes were asked for without a broker
    """
    if workers > 1 and read_settings().is_embedded:
        raise SettingsError("Several processes need a broker: set VENTANILLA_BROKER_URL.")
    with open_listener(host, port) as listener:
        return Supervisor(serve_generation, listener, workers, env_file).run()


def stop_with_parent() -> None:
    """Stop when the process above is gone, however it went: nobody would ever stop us."""
    parent = multiprocessing.parent_process()
    if parent is not None:

        def watch() -> None:
            parent.join()
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=watch, name="parent-watch", daemon=True).start()
