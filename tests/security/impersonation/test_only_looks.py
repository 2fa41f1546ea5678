"""Whoever looks through a customer's eyes changes nothing, whatever is asked by whatever method."""

from urllib.parse import urlencode

import pytest

from core.web.bodies import METHODS
from core.web.impersonating import END
from tests.security.access import BODIES, read_table, views_of, word_for
from tests.security.browsers import CSRF
from tests.security.impersonation.eager.views import WAYS

NOTES = {"impersonation_page"}  # what was looked at: the visit's own record
EAGER = [f"/x/eager/{where}{way}" for where in ("", "open/") for way in WAYS]
# What only serves to change something, and is linked to by nobody who may only look.
HIDDEN = {"GET portal.case_complete": "404"}
FORM = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}


@pytest.fixture
def addresses(registry, acme, address_of):
    """Return every address of the product and of all plugins: the route's name, and its path."""
    known = sorted({route for route, _method in views_of(registry)})
    ours = [(route, address_of(acme, route)) for route in known if not route.startswith("eager.")]
    return [*ours, *(("eager.write", path) for path in EAGER)]


@pytest.fixture
def send(looking, registry):
    """Send a request in the window: with the staff's own session, but to pages of the staff."""

    def send(method, route, path):
        is_staffs = registry.routes.audiences[route.partition("?")[0]] == "staff"
        cookie = looking.alone if is_staffs else looking.both
        body = urlencode({"csrf_token": CSRF, **BODIES.get(route, {})}).encode()
        return looking.send(method, path, body, HTTP_COOKIE=cookie, **FORM)

    return send


@pytest.mark.req("X-09", "CS-08", "BE-15")
@pytest.mark.parametrize("gate", ["closed", "open"])
def test_no_row_changes_whatever_is_asked(gate, addresses, send, rows, monkeypatch):
    """With the gate open, views are asked as ever: the database session alone stands between."""
    if gate == "open":
        monkeypatch.setattr("core.web.impersonating.refuse_to_change", lambda _request: None)
    before = rows.read(but=NOTES)

    answers = {
        (method, path): send(method, route, path).status_int
        for route, path in addresses
        for method in METHODS
        if (method, route) != ("POST", END)
    }

    after = rows.read(but=NOTES)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == set()
    # The driver's own error is nobody's, as ever.
    told = {sent: status for sent, status in answers.items() if not sent[1].endswith("/driver")}
    assert {sent: status for sent, status in told.items() if status >= 500} == {}
    assert {status for (_method, path), status in told.items() if path in EAGER} == {403}


def test_pages_are_those_that_the_customer_sees(registry, addresses, send):
    paths = dict(addresses)
    lines = [line for line in read_table() if line.method == "GET"]
    lines = [line for line in lines if registry.routes.audiences[line.name] != "staff"]

    wrong = {
        str(line): answer
        for line in lines
        if (answer := word_for(send("GET", line.route, paths[line.route]))) != line.answers["owner"]
    }

    assert wrong == HIDDEN


@pytest.mark.req("CS-08")
def test_pages_hold_no_secret(addresses, send, looking, acme, registry):
    tokens = {place["token"] for place in acme.places.values() if "token" in place}
    secrets = {*tokens, *looking.secrets, looking.visit}

    shown = [
        path
        for route, path in addresses
        if registry.routes.audiences[route.partition("?")[0]] != "staff"
        for secret in secrets
        if secret not in path and secret.encode() in send("GET", route, path).body
    ]

    assert shown == []


def test_who_notes_each_visitor_is_not_disabled_by_it(send, platform, acme):
    """Others are not to lose a plugin's part of a page because somebody looked."""
    for _time in range(8):
        assert b"Eager was here" in send("GET", "portal.home", "/").body
        assert b"Eager was here" not in send("GET", "portal.security", "/profile/security").body

    faults = platform.plugins.breaker.faults(acme.case.tenant_id)
    assert not [key for key in faults if key[1] == "eager"]
