"""Brokers that a test may take away."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import pika
import redis
from pika.exceptions import ChannelClosedByBroker

from core.jobs.broker import QUEUE
from tests.faults.gate import Gate
from tests.faults.installation import free_port, wait_for

if TYPE_CHECKING:
    from pathlib import Path


class Broker(Protocol):
    """What carries jobs to the workers."""

    url: str

    def start(self) -> None: ...

    def stop(self) -> None:
        """Be away, for every process, from now on."""

    def empty(self) -> None: ...


class Redis:
    """A Redis of our own, because these tests stop and empty it."""

    def __init__(self, folder: Any) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program, "redis-server is needed. On Debian, as root: apt-get install redis-server"
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen(  # noqa: S603  # Redis
            [*command, "--dir", str(self._folder)], stdout=subprocess.DEVNULL
        )
        wait_for(self._answers, why="Redis starts")

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def empty(self) -> None:
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Rabbit:
    """The RabbitMQ that was named, behind a gate. Give it a virtual host of its own."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        port = free_port()
        self._direct = url
        self._gate = Gate(port, parts.hostname or "127.0.0.1", parts.port or 5672)
        login, at, _host = parts.netloc.rpartition("@")
        self.url = parts._replace(netloc=f"{login}{at}127.0.0.1:{port}").geturl()

    def start(self) -> None:
        self._gate.open()

    def stop(self) -> None:
        self._gate.shut()

    def empty(self) -> None:
        for queue in (QUEUE, f"{QUEUE}.DQ", f"{QUEUE}.XQ"):
            connection = pika.BlockingConnection(pika.URLParameters(self._direct))
            # Until somebody has declared it there is nothing to empty.
            with closing(connection), suppress(ChannelClosedByBroker):
                connection.channel().queue_purge(queue)


def make_broker(url: str, folder: Path) -> Broker | None:
    """Return a broker of the kind that an address is for."""
    if url.startswith("amqp"):
        return Rabbit(url)
    return Redis(folder) if url else None
