"""The process that works off the outbox: ``ventanilla worker``."""

from __future__ import annotations

import os
import signal
import threading
from importlib.metadata import version
from typing import TYPE_CHECKING

import structlog

from core.jobs.runtime import start_jobs
from core.log import set_up_logging
from core.metrics.recording import note_process, watch_pool
from core.platform import Platform
from core.plugin.watchdog import WATCHDOG
from core.processes.systemd import notify

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from core.settings.environment import Settings

log = structlog.get_logger(__name__)

THREADS = 8
PULSE = 5.0  # seconds between signs of life


def run_worker(
    settings: Settings, threads: int = THREADS, *, alive_file: Path | None = None
) -> None:
    """Run jobs until the process is asked to stop; those that run by then are finished first.

    :param alive_file: touched for as long as the threads live that it takes
    """
    set_up_logging(settings)
    platform = Platform.start(settings)
    platform.leave_out_unready()
    watch_pool(platform.engine)
    note_process("worker")
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, ask)
    # What a plugin does not give back, only the end of this process does; others do the jobs.
    WATCHDOG.on_hang = stop.set
    jobs = start_jobs(platform, threads)
    running = version("ventanilla")
    log.info("worker_ready", version=running, threads=threads, process=os.getpid())
    notify("READY=1", f"STATUS=Running jobs, version {running}")
    while not stop.wait(PULSE):
        if jobs.are_alive:
            notify("WATCHDOG=1")
            if alive_file is not None:
                alive_file.touch()
    log.info("worker_stopping")
    notify("STOPPING=1")
    jobs.stop()
    platform.engine.dispose()
    log.info("stopped", version=running)
