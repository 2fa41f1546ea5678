"""Between the server and the application: waits for slow visitors, so that no thread has to.

A body is here, or its time is up, before a thread is taken; an answer is whole before it is handed
over, and files are sent by the server itself. Threads only work.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import quote

import structlog

from core.web.bodies import REFUSAL, Environ, Refusal
from core.web.error_tween import answer_failure
from core.web.headers import HEADERS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from granian._granian import RSGIHTTPProtocol as HTTPProtocol  # granian.rsgi does not export it
    from granian.rsgi import Scope

    from core.web.bodies import Doorstep

log = structlog.get_logger(__name__)

HEALTH = "/healthz"
IN_MEMORY = 16 * 1024  # a longer body lies on the disk
BATCH = 256 * 1024  # so much is written at once
PIECE = 64 * 1024
ANSWER_BYTES = 1024 * 1024  # a longer answer is laid aside, and sent as a file
UNTIL_OPENED = 60.0  # seconds, of which the server needs milliseconds
MOST_THREADS = 64  # with those that are lost
PARTING = 1.5  # seconds for which visitors are told that their connection ends, before it does


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a body is waited for, in seconds and in bytes a second.

    :param silence: between two pieces of it
    :param grace: before the rate counts
    :param longest: for one that is dropped anyway
    """

    silence: float = 20.0
    grace: float = 20.0
    least_rate: int = 4 * 1024
    longest: float = 120.0


class GoneError(Exception):
    """The visitor went away in the middle of a body."""


class SentAsFile:
    """A file as a body, which the server sends by itself: ``wsgi.file_wrapper``."""

    def __init__(self, file: BinaryIO, size: int = PIECE) -> None:
        self._file = file
        self._size = size

    @property
    def path(self) -> str | None:
        """Where it lies, if it lies on this machine's disk."""
        with suppress(OSError, AttributeError):
            self._file.fileno()
            name = getattr(self._file, "name", None)
            return name if isinstance(name, str) else None
        return None

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._file.read(self._size):
            yield piece

    def close(self) -> None:
        self._file.close()


class Front:
    """The application, as granian calls it.

    :param threads: how many requests are worked on at once
    """

    def __init__(self, app: Doorstep, threads: int, patience: Patience | None = None) -> None:
        self._app = app
        self._patience = patience or Patience()
        self._threads = ThreadPoolExecutor(MOST_THREADS, "request")
        self._free = asyncio.Semaphore(threads)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._disk = ThreadPoolExecutor(2, "disk")
        self._parting: list[tuple[str, str]] = []  # what is added to the heads of answers

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hear of the end before granian does, which hears SIGINT and SIGTERM alike.

        Told to stop, it ends at once each connection that is kept open and on which nothing is
        asked just then; what is on its way there would be lost.
        """
        # Ctrl+C reaches us, too; our generation says what is to be done about it.
        self._loop = loop
        granians = signal.signal(signal.SIGINT, signal.SIG_IGN)
        loop.add_signal_handler(signal.SIGTERM, self._part, loop, granians)

    def _part(self, loop: asyncio.AbstractEventLoop, granians: Any) -> None:
        """Let visitors end their connections, by word of each answer; then let granian stop."""
        if not self._parting:
            self._parting.append(("Connection", "close"))
            loop.call_later(PARTING, _raise_to, granians)

    def add_thread(self) -> None:
        """Work with one thread more: one of them will not come back."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._free.release)

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        if scope.path == HEALTH and scope.method == "GET":
            # That this process lives does not depend on what its threads do.
            kind = ("Content-Type", "text/plain; charset=UTF-8")
            headers = [*HEADERS.items(), kind, *self._parting]
            protocol.response_bytes(200, headers, b"ok\n")
            return
        environ = make_environ(scope)
        refusal = self._app.judge(environ)
        loop = asyncio.get_running_loop()
        body: BinaryIO = BytesIO()
        try:
            if refusal is None:
                size = int(environ["CONTENT_LENGTH"])
                body = BytesIO() if size <= IN_MEMORY else _aside()
                await self._receive(protocol, size, body)
                environ["wsgi.input"] = body
            elif refusal.size and "HTTP_EXPECT" not in environ:
                await self._drop(protocol, refusal.size)
        except GoneError:
            return
        except TimeoutError:
            _refuse(environ, 408)
        except OSError:
            log.exception("body_not_kept")
            _refuse(environ, 503)
        try:
            async with self._free:
                await loop.run_in_executor(self._threads, self._answer, environ, protocol, loop)
        finally:
            body.close()

    async def _receive(self, protocol: HTTPProtocol, size: int, body: BinaryIO) -> None:
        """Write the body to a file.

        :raises TimeoutError: it came too slowly
        :raises GoneError: it ended before its end
        """
        gathered = bytearray()
        async for piece in self._pieces(protocol, size):
            gathered += piece
            if len(gathered) >= BATCH:
                await self._write(body, gathered)
                gathered = bytearray()
        if size <= IN_MEMORY:
            body.write(gathered)
        else:
            await self._write(body, gathered)
        body.seek(0)

    async def _write(self, body: BinaryIO, gathered: bytearray) -> None:
        await asyncio.get_running_loop().run_in_executor(self._disk, body.write, gathered)

    async def _drop(self, protocol: HTTPProtocol, size: int) -> None:
        """Let a refused body pass: a browser hears no answer before it has sent all."""
        with suppress(TimeoutError, GoneError):
            async with asyncio.timeout(self._patience.longest):
                async for _piece in self._pieces(protocol, size):
                    pass

    async def _pieces(self, protocol: HTTPProtocol, size: int) -> AsyncIterator[bytes]:
        if not size:
            return
        patience, began, received = self._patience, time.monotonic(), 0
        pieces = protocol.__aiter__()
        while received < size:
            last = began + patience.grace + received / patience.least_rate
            async with asyncio.timeout(min(patience.silence, last - time.monotonic())):
                try:
                    piece = await anext(pieces)
                except StopAsyncIteration:
                    piece = b""
            if not piece:
                raise GoneError
            received += len(piece)
            yield piece

    def _answer(
        self, environ: Environ, protocol: HTTPProtocol, loop: asyncio.AbstractEventLoop
    ) -> None:
        """Let the application work, in a thread, and hand its answer over."""
        try:
            answer = _call(self._app, environ)
            answer.headers.extend(self._parting)
            _send(protocol, answer, loop)
        except Exception as error:  # noqa: BLE001  # whatever it is, somebody waits
            response = answer_failure(error, environ)
            headers = [(name, _ascii(value)) for name, value in response.headerlist]
            headers.extend(self._parting)
            protocol.response_bytes(response.status_int, headers, response.body)


def _raise_to(handler: Any) -> None:
    """Raise SIGINT to who heard it before."""
    signal.signal(signal.SIGINT, handler)
    signal.raise_signal(signal.SIGINT)


def _aside() -> BinaryIO:
    file: Any = TemporaryFile()  # noqa: SIM115  # closed with the request
    return cast("BinaryIO", file)


def make_environ(scope: Scope) -> Environ:
    """Return what WSGI knows of a request, without its body."""
    host, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": SentAsFile,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue  # it would pass for another, such as one that only a proxy may set
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        between = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    if scope.authority:
        environ.setdefault("HTTP_HOST", scope.authority)
    return environ


def _refuse(environ: Environ, status: int) -> None:
    environ[REFUSAL] = Refusal(status)
    environ["CONTENT_LENGTH"], environ["wsgi.input"] = "0", BytesIO()


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: list[tuple[str, str]]
    body: Iterable[bytes]


def _call(app: Doorstep, environ: Environ) -> _Answer:
    head: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
        head[:] = int(status.split(" ", 1)[0]), headers
        return lambda _piece: None

    body = app(environ, start_response)
    return _Answer(head[0], [(name, _ascii(value)) for name, value in head[1]], body)


def _ascii(value: str) -> str:
    """Let no header be one that the server can't send."""
    return value if value.isascii() and value.isprintable() else quote(value, " !#$&'()*+,/:;=?@")


def _send(protocol: HTTPProtocol, answer: _Answer, loop: asyncio.AbstractEventLoop) -> None:
    body = answer.body
    close: Callable[[], None] = getattr(body, "close", lambda: None)
    try:
        if isinstance(body, SentAsFile) and body.path:
            protocol.response_file(answer.status, answer.headers, body.path)
            return
        whole = bytearray()
        pieces = iter(body)
        for piece in pieces:
            whole += piece
            if len(whole) > ANSWER_BYTES:
                file = _lay_aside(whole, pieces)
                protocol.response_file(answer.status, answer.headers, file.name)
                loop.call_soon_threadsafe(loop.call_later, UNTIL_OPENED, file.close)
                return
        protocol.response_bytes(answer.status, answer.headers, bytes(whole))
    finally:
        close()


def _lay_aside(begun: bytearray, rest: Iterable[bytes]) -> Any:
    """Write a long answer to a file: it would wait in memory for a slow reader."""
    file = NamedTemporaryFile(prefix="ventanilla-answer-")  # noqa: SIM115  # closed once opened
    try:
        file.write(begun)
        for piece in rest:
            file.write(piece)
        file.flush()
    except BaseException:
        file.close()
        raise
    return file
