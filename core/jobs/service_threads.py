"""The threads of plugins' services: started, watched and stopped with those that run jobs."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import structlog

from core.log import describe_error
from core.metrics.recording import note_service_failure, note_service_running
from core.plugin import hookspecs

if TYPE_CHECKING:
    from core.platform import Platform
    from core.plugin.contributions import Service

log = structlog.get_logger(__name__)

FIRST_REST = 1.0  # seconds before a service that ended is started again; doubles
LONGEST_REST = 300.0
STEADY = 60.0  # seconds after which a service counts as one that runs well
FAREWELL = 5.0  # seconds for all of them to come to an end


class ServiceThreads:
    """A thread for each service of the installed plugins."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for _plugin, service in self._platform.plugins.registrations.of(
            hookspecs.register_services
        ):
            thread = threading.Thread(
                target=self._keep_running, args=(service,), name=service.name, daemon=True
            )
            self._threads.append(thread)
            thread.start()

    def ask_to_stop(self) -> None:
        self._stop.set()

    def stop(self) -> None:
        """Wait some seconds for all to end; what does not is left to the end of the process."""
        self._stop.set()
        end = time.monotonic() + FAREWELL
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
            if thread.is_alive():
                log.warning("service_does_not_stop", service=thread.name)

    def _keep_running(self, service: Service) -> None:
        failures = 0
        while not self._stop.is_set():
            started = time.monotonic()
            reason = self._run_once(service)
            if self._stop.is_set():
                return
            failures = 1 if time.monotonic() - started > STEADY else failures + 1
            rest = min(FIRST_REST * 2 ** (failures - 1), LONGEST_REST)
            note_service_failure(service.name)
            log.error("service_ended", service=service.name, reason=reason, seconds=rest)
            self._stop.wait(rest)

    def _run_once(self, service: Service) -> str:
        """Run a service until it ends, and return why."""
        try:
            with note_service_running(service.name):
                log.info("service_started", service=service.name)
                service.run(self._platform, self._stop)
        except BaseException as error:  # noqa: BLE001  # whatever a plugin raises, it is started again
            return describe_error(error)
        return "it came back without being asked to"
