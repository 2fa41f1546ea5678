"""Whoever asks for JSON is answered in JSON, in the visitor's language, whatever went wrong."""

import errno
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import ConflictError, ForbiddenError, NotFoundError, ReadOnlyError, StoreError
from core.tenancy.services import switch_plugin
from core.web.bodies import IS_JUDGED, REFUSAL, Refusal
from core.web.views import browser_preferences
from plugins.portal.views import uploads

SCRIPT = {"Accept": "application/json", "Accept-Language": "es"}
ADDRESSES = ["/uploads", "/cases/new", "/theme"]
# What each answers to a script of somebody who is signed in, by the head of what is sent.
HEADS = [
    (400, {"CONTENT_LENGTH": "x"}, "No se puede leer lo que se envió."),
    (405, {"REQUEST_METHOD": "PROPFIND"}, "Esta dirección no acepta este tipo de solicitud."),
    (411, {"HTTP_TRANSFER_ENCODING": "chunked"}, "Lo que se envió no indica su longitud."),
    (413, {"CONTENT_LENGTH": "9" * 12}, "Se envió más de lo que se acepta. No se guardó nada."),
    (415, {"HTTP_CONTENT_ENCODING": "br"}, "comprimido"),
]
RAISED = [
    (403, ReadOnlyError(), "portal como"),
    (404, NotFoundError("x"), "No hay nada en esta dirección"),
    (404, ForbiddenError("x"), "No hay nada en esta dirección"),
    (409, ConflictError("x"), "Otra persona"),
    (500, ValueError("a secret"), "El error es nuestro"),
    (503, OperationalError("SELECT 1", {}, Exception("a secret")), "El servicio está ocupado"),
    (503, PoolTimeout("a secret"), "El servicio está ocupado"),
    (503, OSError(errno.ENOSPC, "a secret"), "El servicio está ocupado"),
    (503, StoreError("a secret"), "no responde"),
]


@pytest.fixture
def browser(as_customer):
    client = as_customer()
    form = client.get("/cases/new").forms["case"]
    client.token = {"X-CSRF-Token": form["csrf_token"].value}
    return client


def send(client, path="/uploads", status=200, **environ):
    """Send a file as a page's script does; its head says what it is told to."""
    kind, body = client.encode_multipart([], [("file", "meter.txt", b"May")])
    headers = SCRIPT | {"Content-Type": kind} | getattr(client, "token", {})
    request = client.RequestClass.blank(path, client.extra_environ, method="POST", body=body)
    request.headers.update(headers)
    request.headers["Cookie"] = "; ".join(f"{c.name}={c.value}" for c in client.cookiejar)
    request.environ.update(environ)
    answer = request.send(client.app)
    assert answer.status_int == status, answer.text
    return answer


class TestScripts:
    @pytest.mark.parametrize("path", ADDRESSES)
    @pytest.mark.parametrize(("status", "environ", "words"), HEADS)
    def test_a_body_that_is_not_taken(self, browser, path, status, environ, words):
        assert words in send(browser, path, status, **environ).json["error"]

    @pytest.mark.parametrize("status", [408, 503])
    def test_a_body_that_did_not_arrive(self, browser, status):
        environ = {IS_JUDGED: True, REFUSAL: Refusal(status)}

        answer = send(browser, status=status, **environ)

        assert "No se guardó nada" in answer.json["error"]
        assert status != 503 or answer.headers["Retry-After"]

    @pytest.mark.parametrize(("status", "error", "words"), RAISED)
    def test_what_a_view_raises(self, monkeypatch, browser, status, error, words):
        def fail(_request):
            raise error

        monkeypatch.setattr(uploads, "take_upload", fail)

        answer = send(browser, status=status)

        assert words in answer.json["error"]
        assert "secret" not in answer.text
        assert status != 503 or answer.headers["Retry-After"]

    @pytest.mark.parametrize("path", ["/uploads", "/theme"])
    def test_a_token_that_has_expired(self, browser, path):
        browser.token = {"X-CSRF-Token": "x"}

        assert "Abra la página de nuevo" in send(browser, path, 400).json["error"]

    def test_a_session_that_has_ended_says_where_to_sign_in(self, browser):
        browser.reset()
        page = f"http://{browser.extra_environ['HTTP_HOST']}/cases/7"

        for status, length in ((401, {}), (413, {"CONTENT_LENGTH": "300000"})):
            told = send(browser, status=status, HTTP_REFERER=page, **length).json

            assert "sesión" in told["error"]
            assert parse_qs(urlsplit(told["sign_in"]).query)["next"] == ["/cases/7"]

    def test_a_plugin_that_is_off(self, browser, open_scope):
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=False)

        assert "No hay nada" in send(browser, status=404).json["error"]

    @pytest.mark.parametrize("length", [{}, {"CONTENT_LENGTH": "300000"}])
    def test_a_host_that_is_nobodys(self, browser, length):
        told = send(browser, status=404, HTTP_HOST="nobody.example", **length).json

        assert told["error"].startswith("Ninguna organización")

    def test_what_fails_before_anybody_is_known(self, browser, monkeypatch):
        """The page's frame needs the tenant, and a tenant the database."""

        def fail(_request):
            raise ValueError("a secret")

        monkeypatch.setattr(browser_preferences.Request, "tenant", property(fail))

        assert send(browser, status=500).json["error"]

    @pytest.mark.parametrize(
        "accept", ["application/json", "application/json, */*", "Text/Plain, Application/JSON;q=1"]
    )
    def test_however_it_asks_for_it(self, browser, accept):
        browser.token |= {"Accept": accept, "X-CSRF-Token": "x"}

        assert send(browser, status=400).json["error"]

    def test_a_browser_gets_a_page(self, browser):
        browser.token |= {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        browser.token |= {"X-CSRF-Token": "x"}

        assert send(browser, status=400).content_type == "text/html"
