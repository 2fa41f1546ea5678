"""Chromium before the running application."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any, cast
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest

from core.testing.database import TENANT
from core.testing.web import sign_in_cookie

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

    from core.identity.models.contact import Contact
    from core.identity.models.staff import Staff
    from core.platform import Platform
    from core.testing.web import Kind

OpenPage = Callable[..., "Page"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Root and containers have no sandbox, and a test wants no visits by the browser on its own account.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.localhost 127.0.0.1",
)
PATIENCE = 30_000  # milliseconds; no test is decided by it on a machine that works
BROWSER_FIXTURES = frozenset({"browser", "page", "open_page"})


def find_chromium() -> str | None:
    """Return the path of an installed Chromium."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and leave it out where there is none, unless under CI."""
    driving = [
        item for item in items if BROWSER_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    ]
    for item in driving:
        item.add_marker("browser")
    if driving and find_chromium() is None and os.environ.get("CI") != "true":
        config.stash[_LEFT_OUT] = len(driving)
        config.hook.pytest_deselected(items=driving)
        items[:] = [item for item in items if item not in driving]


_LEFT_OUT = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives Chromium")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that writes the summary, if it is another one (pytest-xdist)."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["browser_tests_left_out"] = session.config.stash.get(_LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear it from the other process; every one of them knows all tests."""
    left_out = getattr(node, "workeroutput", {}).get("browser_tests_left_out", 0)
    node.config.stash[_LEFT_OUT] = left_out


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was left out, so that nobody takes it for tested."""
    count = config.stash.get(_LEFT_OUT, 0)
    if count:
        terminalreporter.write_line(
            f"{count} browser tests were left out: there is no Chromium here. "
            "On Debian, as root: apt-get install chromium",
            yellow=True,
        )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each test gets contexts of its own."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # only for browser tests

    path = find_chromium()
    assert path, "There is no Chromium here. On Debian, as root: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class _Server(ThreadingMixIn, WSGIServer):
    """The application on a free port of this machine, in threads of this process."""

    daemon_threads = True

    def handle_error(self, _request: Any, _address: Any) -> None:
        """Say nothing: a browser that closes a page breaks off what it was loading."""


class Door:
    """Stands before the application and knows who is inside.

    A page that is closed breaks off its requests, but their threads go on, with a connection to a
    database that the next test may have.
    """

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app
        self._inside = 0
        self._is_closed = False
        self._change = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        with self._change:
            if self._is_closed:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            self._inside += 1
        try:
            return self._app(environ, start_response)
        finally:
            with self._change:
                self._inside -= 1
                self._change.notify_all()

    def close(self) -> None:
        """Let nobody in any more, and wait for those inside."""
        with self._change:
            self._is_closed = True
            self._change.wait_for(lambda: self._inside == 0)


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[WSGIServer]:
    """A web server that listens already, because the application must know its port."""
    with _Server(("127.0.0.1", 0), _QuietHandler) as server:
        yield server


class PageErrors:
    """What a page's own scripts complained about. A test that is to see some empties it."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.seen.append(str(error.error)))

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium logs each answer of 400 and more as well; those are what the test is about.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.seen.append(f"{message.text} ({message.location.get('url', '')})")


@pytest.fixture
def page_errors() -> Iterator[PageErrors]:
    """The errors on the console of this test's pages; any that are left fail the test."""
    errors = PageErrors()
    yield errors
    assert errors.seen == [], "errors on the console"


@pytest.fixture
def open_page(
    browser: Browser, server: WSGIServer, app: Any, platform: Platform, page_errors: PageErrors
) -> Iterator[OpenPage]:
    """Open a window of a browser of its own: ``open_page()``, ``open_page(contact=ana)``.

    Addresses are relative to the tenant's: ``page.goto("/cases")``. ``slug`` chooses the tenant,
    and other parameters are Playwright's for a context (``viewport``, ``java_script_enabled`` …).
    """
    door = Door(app)
    server.set_app(door)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    contexts: list[BrowserContext] = []

    def open_page(
        slug: str = TENANT,
        *,
        contact: Contact | None = None,
        staff: Staff | None = None,
        **options: Any,
    ) -> Page:
        address = f"http://{slug}.{platform.settings.base_domain}"
        context = browser.new_context(base_url=address, **options)
        contexts.append(context)
        page_errors.listen(context)
        context.set_default_timeout(PATIENCE)
        for kind, person in (("contact", contact), ("staff", staff)):
            if person is not None:
                name, value = sign_in_cookie(platform, slug, cast("Kind", kind), person.id)
                context.add_cookies([{"name": name, "value": value, "url": address}])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    server.shutdown()
    thread.join()
    door.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A window at the first tenant's address, with nobody signed in."""
    return open_page()
