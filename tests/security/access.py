"""The table of who is answered what, and asking as each of them."""

from dataclasses import dataclass
from pathlib import Path

from tests.security.browsers import CSRF

TABLE = Path(__file__).with_name("access.txt")
ROLES = ("stranger", "owner", "other", "locked", "csr", "agent", "admin", "abroad")
DOORS = ("/login", "/staff/login")
DENIALS = ("door", "404")
# What is sent where nothing at all would do something that spoils the lines below.
BODIES = {
    "core.plugin_switch": {"on": "1"},
}
# What ends sessions, the visitor's own among them, comes last.
ENDINGS = (
    "portal.verify_address",
    "portal.session",
    "core.staff_session",
    "portal.sign_out",
    "core.staff_sign_out",
    "core.undo_address",
)


@dataclass(frozen=True)
class Line:
    """One line of the table. ``route`` may end in the parameter that the view asks for."""

    route: str
    method: str
    answers: dict[str, str]

    @property
    def name(self):
        return self.route.partition("?")[0]

    def __str__(self):
        return f"{self.method} {self.route}"


def read_table():
    """Return the lines of ``access.txt``."""
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()]
    return [
        Line(words[0], words[1], dict(zip(ROLES, words[2:], strict=True)))
        for words in lines
        if words and not words[0].startswith("#")
    ]


def views_of(registry):
    """Return (route, method) of every view of ours, as the table names them."""
    found = set()
    for entry in registry.introspector.get_category("views"):
        view = entry["introspectable"]
        if view["route_name"] not in registry.routes.audiences or view["exception_only"]:
            continue
        methods = view["request_methods"] or ("GET", "POST")
        methods = (methods,) if isinstance(methods, str) else methods
        asks = f"?{view['request_param']}" if view["request_param"] else ""
        found |= {(view["route_name"] + asks, method) for method in methods if method != "HEAD"}
    return found


def in_order(lines):
    """Return the lines so that none takes from a later one what it is about."""
    return sorted(
        lines, key=lambda line: (line.method, line.name in ENDINGS and ENDINGS.index(line.name) + 1)
    )


def open_for(role, browsers, acme, globex):
    """Open what browsers the role has; return them by the audience of the page to visit."""
    if role == "abroad":
        customer = browsers.open("globex", globex.people["owner"])
        staff = browsers.open("globex", globex.people["admin"])
        return {"public": customer, "customer": customer, "staff": staff}
    one = browsers.open("acme", None if role == "stranger" else acme.people[role])
    return dict.fromkeys(("public", "customer", "staff"), one)


def ask(browser, line, path):
    """Ask for a page, or send it a form that holds nothing but the token."""
    if line.method == "GET":
        return browser.get(path, expect_errors=True)
    body = {"csrf_token": CSRF, **BODIES.get(line.route, {})}
    return browser.post(path, body, expect_errors=True)


def word_for(response):
    """Return the answer in the table's words."""
    if response.status_int != 303:
        return "ok" if response.status_int == 200 else str(response.status_int)
    return "door" if path_of(response.location) in DOORS else "go"


def path_of(location):
    """Return the path that a redirect leads to."""
    rest = location.partition("://")[2]
    return "/" + rest.partition("/")[2].partition("?")[0].partition("#")[0]
