"""A browser without eyes: signs in, keeps its cookies, and asks for pages, many at once."""

import asyncio
import html
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
ATTRIBUTE = re.compile(r'(name|value)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def hidden(self) -> dict[str, str]:
        """Return the hidden fields of the page, those of its last form winning."""
        found = (dict(ATTRIBUTE.findall(tag)) for tag in HIDDEN.findall(self.text))
        return {one["name"]: html.unescape(one.get("value", "")) for one in found}


@dataclass(slots=True)
class Visitor:
    """One browser with one connection that is kept open.

    :param host: what it says in its Host header; it always connects to this machine
    """

    port: int
    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def twin(self) -> "Visitor":
        """Return another connection of the same browser."""
        return Visitor(self.port, self.host, dict(self.cookies))

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path, b"")

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        return await self._ask("POST", path, urlencode(fields).encode())

    async def sign_in(self, path: str, name: str, password: str) -> None:
        """Sign in by the page's own form."""
        page = await self.get(path)
        fields = {**page.hidden(), "name": name, "password": password}
        answer = await self.post(path, fields)
        if answer.status != 303:
            raise LookupError(f"signing in at {path} was answered with {answer.status}")

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _ask(self, method: str, path: str, body: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        reader, writer = self._streams
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        lines += [f"Cookie: {cookies}"] if cookies else []
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded"]
            lines += [f"Content-Length: {len(body)}", f"Origin: http://{self.host}:{self.port}"]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {}
        for line in head[1:-2]:
            name, _colon, value = line.partition(": ")
            if name.lower() == "set-cookie":
                key, _equal, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
            headers[name.lower()] = value
        content = await reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(int(head[0].split()[1]), headers, content)


@dataclass(frozen=True, slots=True)
class Load:
    """What a burst of requests came to."""

    requests: int
    seconds: float
    median_ms: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


async def burst(
    visitor: Visitor,
    ask: Callable[[Visitor, int], "asyncio.Future[Answer]"],
    seconds: float,
    at_once: int,
) -> Load:
    """Ask again and again over some connections; every request begun is waited for.

    :param ask: sends request number so-and-so
    :raises LookupError: an answer was not 200 or 303
    """
    times: list[float] = []
    began = time.perf_counter()

    async def one(twin: Visitor, number: int) -> None:
        while time.perf_counter() - began < seconds:
            asked = time.perf_counter()
            answer = await ask(twin, number)
            if answer.status not in (200, 303):
                raise LookupError(f"answered with {answer.status}: {answer.text[:500]}")
            times.append(time.perf_counter() - asked)
            number += at_once
        twin.close()

    await asyncio.gather(*(one(visitor.twin(), number) for number in range(at_once)))
    took = time.perf_counter() - began
    return Load(len(times), took, statistics.median(times) * 1000)


def path_of(location: str) -> str:
    """Return the path of a redirect's target."""
    return urlsplit(location).path
