"""What waits for visitors, before a fake server: here nobody has to be slow for long."""

import asyncio
import io
import os
import signal
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.web import front as module
from core.web.bodies import REFUSAL, Doorstep, Refusal
from core.web.front import ANSWER_BYTES, IN_MEMORY, Front, Patience, SentAsFile, make_environ

SOON = Patience(silence=0.05, grace=0.05, least_rate=10**9, longest=0.1)
NEVER = object()


class Protocol:
    """A connection on which these pieces arrive; what is answered is kept."""

    def __init__(self, *pieces):
        self._pieces = list(pieces)
        self.answers = []
        self.read = 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        piece = self._pieces.pop(0) if self._pieces else b""
        if piece is NEVER:
            await asyncio.Event().wait()
        self.read += len(piece)
        return piece

    def response_bytes(self, status, headers, body):
        self.answers.append((status, dict(headers), body))

    def response_file(self, status, headers, path):
        with Path(path).open("rb") as file:
            self.answers.append((status, dict(headers), file.read()))


class Headers(list):
    def items(self):
        return list(self)


def scope(method="POST", path="/form", length=None, **more):
    headers = Headers(more.pop("headers", []))
    if length is not None:
        headers.append(("content-length", str(length)))
    return SimpleNamespace(
        method=method,
        path=path,
        query_string="",
        http_version="1.1",
        server="127.0.0.1:6543",
        client="192.0.2.7:1234",
        scheme="http",
        authority=None,
        headers=headers,
        **more,
    )


class App:
    """Answers with what it was sent, or with what it was made with."""

    def __init__(self, answer=None):
        self.environ = None
        self._answer = answer

    def __call__(self, environ, start_response):
        self.environ = dict(environ)
        sent = environ["wsgi.input"].read()
        start_response("200 OK", [("X-Sent", str(len(sent)))])
        if callable(self._answer):
            return self._answer()
        return [sent]


def front(app, *, patience=SOON, known=True, most=10**6):
    step = Doorstep(app, lambda _environ: None, most, lambda _environ: known)
    return Front(step, 2, patience)


@pytest.fixture(autouse=True)
def own_loop():
    """Hide the loop of the browser tests, which counts as running while the process lives."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


def ask(app, scope, *pieces, **options):
    protocol = Protocol(*pieces)
    asyncio.run(front(app, **options).__rsgi__(scope, protocol))
    return protocol


class TestBodies:
    @pytest.mark.parametrize("size", [0, 1, IN_MEMORY, IN_MEMORY + 1, 700_000])
    def test_a_body_is_whole_before_the_application_is_called(self, size):
        pieces = [b"x" * (size // 3), b"x" * (size - size // 3)] if size > 2 else [b"x" * size]
        head = scope(length=size, headers=[("content-type", "multipart/form-data")])

        answer = ask(App(), head, *[one for one in pieces if one]).answers

        assert answer == [(200, {"X-Sent": str(size)}, b"x" * size)]

    def test_one_that_stops_is_refused_without_a_thread(self):
        app = App()
        ask(app, scope(length=5000), b"x" * 10, NEVER)

        assert app.environ[REFUSAL] == Refusal(408)
        assert app.environ["CONTENT_LENGTH"] == "0"

    def test_one_that_trickles_is_refused_though_it_never_stops(self):
        app = App()
        ask(app, scope(length=5000), *[b"x"] * 20, NEVER, patience=SOON)

        assert app.environ[REFUSAL] == Refusal(408)

    def test_a_rate_that_is_kept_is_enough(self):
        app = App()
        fast = Patience(silence=5.0, grace=0.0, least_rate=1)
        ask(app, scope(length=1000), *[b"x" * 100] * 10, patience=fast)

        assert app.environ[REFUSAL] is None

    def test_nobody_is_answered_who_left(self):
        app = App()

        assert ask(app, scope(length=5000), b"x").answers == []
        assert app.environ is None

    def test_reading_reads_no_body(self):
        protocol = ask(App(), scope("GET", length=5000), NEVER)

        assert protocol.answers == [(200, {"X-Sent": "0"}, b"")]

    def test_what_is_refused_is_read_and_dropped_so_that_the_answer_is_heard(self):
        app = App()
        protocol = ask(app, scope(length=500_000), b"x" * 250_000, b"x" * 250_000, known=False)

        assert app.environ[REFUSAL].status == 413
        assert protocol.read == 500_000

    def test_nobody_is_waited_for_who_sends_more_than_anybody_may(self):
        assert ask(App(), scope(length=10**7), NEVER, known=False).read == 0

    def test_nor_who_waits_for_us(self):
        head = scope(length=500_000, headers=[("expect", "100-continue")])

        assert ask(App(), head, NEVER, known=False).read == 0

    def test_dropping_ends(self):
        patient = Patience(silence=60.0, grace=60.0, longest=0.05)
        app = App()
        ask(app, scope(length=500_000), b"x", NEVER, known=False, patience=patient)

        assert app.environ[REFUSAL].status == 413

    def test_a_full_disk_is_said(self, monkeypatch):
        class Full(io.BytesIO):
            def write(self, _piece):
                raise OSError(28, "no room")

        monkeypatch.setattr("core.web.front._aside", Full)
        app = App()
        ask(app, scope(length=100_000), b"x" * 100_000)

        assert app.environ[REFUSAL] == Refusal(503)

    def test_slow_visitors_leave_the_threads_alone(self):
        async def many():
            one = front(App(), patience=Patience(silence=60.0, grace=60.0))
            slow = [Protocol(b"x", NEVER) for _ in range(50)]
            tasks = [asyncio.create_task(one.__rsgi__(scope(length=5000), p)) for p in slow]
            quick = Protocol(b"hello")
            await one.__rsgi__(scope(length=5), quick)
            for task in tasks:
                task.cancel()
            return quick.answers

        assert asyncio.run(many()) == [(200, {"X-Sent": "5"}, b"hello")]


class TestHealth:
    def test_it_answers_while_every_thread_is_busy(self):
        free = threading.Event()

        def wait():
            free.wait()
            return [b""]

        async def busy():
            one = front(App(wait))
            tasks = [asyncio.create_task(one.__rsgi__(scope("GET"), Protocol())) for _ in range(5)]
            await asyncio.sleep(0)
            health = Protocol()
            await one.__rsgi__(scope("GET", "/healthz"), health)
            free.set()
            await asyncio.gather(*tasks)
            return health.answers

        [(status, headers, body)] = asyncio.run(busy())
        assert (status, body) == (200, b"ok\n")
        assert headers["X-Content-Type-Options"] == "nosniff"


class Closing:
    def __init__(self, *pieces):
        self._pieces = pieces
        self.is_closed = False

    def __iter__(self):
        for piece in self._pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def close(self):
        self.is_closed = True


class TestThreads:
    @pytest.mark.parametrize("lost", [0, 1])
    def test_one_that_is_lost_is_made_up_for(self, lost):
        over, answered = threading.Event(), []

        def wait():
            over.wait(60)
            return [b"late"]

        async def visit():
            stuck, loop = front(App(wait)), asyncio.get_running_loop()
            stuck._loop = loop
            waiting = [asyncio.create_task(stuck.__rsgi__(scope("GET"), Protocol()))]
            waiting += [asyncio.create_task(stuck.__rsgi__(scope("GET"), Protocol()))]
            await asyncio.sleep(0.1)
            stuck._app._app = App(lambda: [b"quick"])
            for _ in range(lost):
                stuck.add_thread()
            quick = Protocol()
            waiting += [asyncio.create_task(stuck.__rsgi__(scope("GET"), quick))]
            await asyncio.sleep(0.3)
            answered.extend(quick.answers)
            over.set()
            await asyncio.gather(*waiting)

        asyncio.run(visit())

        assert len(answered) == lost


class TestAnswers:
    def test_a_file_is_sent_by_the_server(self, tmp_path):
        path = tmp_path / "a"
        path.write_bytes(b"content")
        file = path.open("rb")

        answers = ask(App(lambda: SentAsFile(file)), scope("GET")).answers

        assert answers[0][2] == b"content"
        assert file.closed

    def test_a_file_of_elsewhere_is_read(self):
        file = io.BytesIO(b"content")

        assert ask(App(lambda: SentAsFile(file)), scope("GET")).answers[0][2] == b"content"
        assert file.closed

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_long_answer_is_laid_aside(self, count):
        body = Closing(*[b"x" * ANSWER_BYTES] * count)

        answers = ask(App(lambda: body), scope("GET")).answers

        assert answers[0][2] == b"x" * ANSWER_BYTES * count
        assert body.is_closed

    def test_one_that_breaks_off_is_an_error_with_our_headers(self):
        body = Closing(b"x", ValueError("in the middle"))

        [(status, headers, text)] = ask(App(lambda: body), scope("GET")).answers

        assert status == 500
        assert b"Reference:" in text
        assert "Content-Security-Policy" in headers
        assert body.is_closed

    def test_a_header_that_no_server_could_send_is_written_so_that_it_can(self):
        def app(_environ, start_response):
            start_response("200 OK", [("X-Name", "año\n1")])
            return [b""]

        assert ask(app, scope("GET")).answers[0][1] == {"X-Name": "a%C3%B1o%0A1"}


class TestMakeEnviron:
    def test_it_is_what_the_server_says(self):
        environ = make_environ(scope("GET", "/año", headers=[("host", "acme.test")]))

        assert environ["PATH_INFO"].encode("latin-1").decode() == "/año"
        assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("192.0.2.7", "6543")
        assert environ["HTTP_HOST"] == "acme.test"

    def test_an_address_of_six_groups_has_no_brackets(self):
        six = scope("GET")
        six.client = "[2001:db8::7]:99"

        assert make_environ(six)["REMOTE_ADDR"] == "2001:db8::7"

    def test_cookies_that_came_apart_are_joined(self):
        headers = [("cookie", "a=1"), ("cookie", "b=2"), ("accept", "x"), ("accept", "y")]
        environ = make_environ(scope("GET", headers=headers))

        assert (environ["HTTP_COOKIE"], environ["HTTP_ACCEPT"]) == ("a=1; b=2", "x,y")

    def test_no_header_passes_for_one_that_only_a_proxy_sets(self):
        headers = [("x_forwarded_for", "127.0.0.1"), ("content_length", "5")]
        environ = make_environ(scope("GET", headers=headers))

        assert not {"HTTP_X_FORWARDED_FOR", "CONTENT_LENGTH"} & environ.keys()


class TestEnd:
    def test_visitors_hear_of_it_before_the_server_does(self, monkeypatch):
        """The server hears SIGINT; one from a keyboard reaches it no more than us."""
        monkeypatch.setattr(module, "PARTING", 0.05)
        heard, answers = [], []

        async def live():
            loop = asyncio.get_running_loop()
            stopped = asyncio.Event()

            def stop(number):
                heard.append(number)
                stopped.set()

            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stop, number)
            one = front(App())
            one.__rsgi_init__(loop)

            async def visit(path):
                protocol = Protocol()
                await one.__rsgi__(scope("GET", path), protocol)
                answers.append(protocol.answers[0][1].get("Connection"))

            await visit("/form")
            os.kill(os.getpid(), signal.SIGINT)
            await visit("/form")
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGTERM)
            async with asyncio.timeout(60):
                await stopped.wait()
            await visit("/form")
            await visit("/healthz")

        asyncio.run(live())

        assert answers == [None, None, "close", "close"]
        assert heard == [signal.SIGINT]
