"""Dramatiq, as far as we use it: something that carries a job's id to a thread that runs it.

Counting tries, waiting, giving up and keeping are the outbox's work, so none of dramatiq's
middleware is switched on. A message holds an id and a number: nothing in a broker is worth
stealing, and nothing that an attacker puts into it does more than read a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import dramatiq
import structlog
from dramatiq.brokers.stub import StubBroker

from core.errors import SettingsError
from core.jobs.relay import Dispatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.jobs.runner import Runner

log = structlog.get_logger(__name__)

RUN_JOB = "ventanilla.run_job"
QUEUE = "ventanilla"
TIMEOUT = 10  # seconds
HEARTBEAT = 15  # seconds; twice as long without an answer is taken for a death
REDELIVERY = 15_000  # milliseconds until Redis gives a silent worker's messages to another
DEAD_MESSAGES = 24 * 3600 * 1000


def make_broker(url: str) -> dramatiq.Broker:
    """Open the broker; with no address, one inside this process.

    :raises SettingsError: its client library is not installed
    """
    scheme = urlsplit(url).scheme
    try:
        if scheme in ("redis", "rediss"):
            return _redis(url)
        if scheme in ("amqp", "amqps"):
            return _rabbitmq(url)
    except ImportError as error:
        extra = "redis" if scheme.startswith("redis") else "rabbitmq"
        raise SettingsError(
            f"VENTANILLA_BROKER_URL needs a client: pip install 'ventanilla[{extra}]'."
        ) from error
    return StubBroker(middleware=[])


def _redis(url: str) -> dramatiq.Broker:
    import redis  # noqa: PLC0415  # an extra: only who uses it installs it
    from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415  # needs it

    client = redis.Redis.from_url(
        url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, health_check_interval=15
    )
    return RedisBroker(  # type: ignore[no-untyped-call]  # dramatiq's is untyped
        client=client,
        middleware=[],
        namespace=QUEUE,
        heartbeat_timeout=REDELIVERY,
        dead_message_ttl=DEAD_MESSAGES,
    )


def _rabbitmq(url: str) -> dramatiq.Broker:
    from dramatiq.brokers.rabbitmq import RabbitmqBroker  # noqa: PLC0415  # an extra, too

    return RabbitmqBroker(url=_limited(url), middleware=[], confirm_delivery=True)


def _limited(url: str) -> str:
    """Add our limits of time to an address that does not name its own."""
    named = {name for name, _value in parse_qsl(urlsplit(url).query)}
    limits = {
        "heartbeat": HEARTBEAT,
        "blocked_connection_timeout": TIMEOUT,
        "socket_timeout": TIMEOUT,
    }
    ours = "&".join(f"{name}={value}" for name, value in limits.items() if name not in named)
    return f"{url}{'&' if named else '?'}{ours}" if ours else url


def show_life(broker: dramatiq.Broker) -> None:
    """Answer RabbitMQ's heartbeats on this thread's connection, if it has one.

    Nobody else reads from a connection by which jobs are only sent. After a minute or two without
    an answer it would be closed, with two errors in the log.
    """
    connection = getattr(getattr(broker, "state", None), "connection", None)
    if connection is None:
        return
    try:
        connection.process_data_events(time_limit=0)
    except Exception as error:  # noqa: BLE001  # its client's own, which may not be installed
        log.info("broker_connection_lost", reason=repr(error))
        del broker.connection  # type: ignore[attr-defined]  # RabbitMQ's has it


def connect(broker: dramatiq.Broker, runner: Runner) -> Callable[[Dispatch], None]:
    """Let the broker's messages reach the runner; return what sends one."""

    def run_job(job_id: str, attempts: int) -> None:
        runner.run(UUID(job_id), attempts)

    receiver = dramatiq.Actor(
        run_job, broker=broker, actor_name=RUN_JOB, queue_name=QUEUE, priority=0, options={}
    )

    def send(dispatch: Dispatch) -> None:
        receiver.send(str(dispatch.job_id), dispatch.attempts)

    return send
