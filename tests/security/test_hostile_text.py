"""Hostile text in every field of every form: told off or taken, never alive, never a failure."""

from urllib.parse import quote, urlencode

import pytest

from core.tenancy.services import save_document
from tests.security.access import open_for, read_table
from tests.security.hostile_texts import EVALUATED, LIVE, MARK, TEXTS

GETS = [line for line in read_table() if line.method == "GET"]
ROLES = ("stranger", "owner", "agent", "admin")
# Forms that end the visit or work once, and switches of what the visit is about.
TYPED = ("text", "textarea", "search", "input", "url", "tel")
SPARED = ("/logout", "/staff/logout", "/sessions/", "/admin/plugins/", "/lock", "/complete")


def encode(pairs):
    """Encode a form as it comes, half a character as its bytes."""
    return urlencode(
        [(name, value.encode("utf-8", "surrogatepass")) for name, value in pairs]
    ).encode()


def pages_of(role, registry, browsers, acme, globex, address_of):
    """Return the role's browsers and what they may open: (browser, path, page)."""
    visits = open_for(role, browsers, acme, globex)
    for line in GETS:
        if line.answers[role] == "ok":
            browser = visits[registry.routes.audiences[line.name]]
            browser.start()
            path = address_of(acme, line.route)
            # What a new password ends is gone by then, with a page that says so.
            yield browser, path, browser.get(path, expect_errors=line.name == "portal.complete")


def forms_of(page, path):
    """Return each form of a page: (method, address, fields)."""
    if "html" not in (page.content_type or ""):
        return
    for form in page.html.find_all("form"):
        action = (form.get("action") or path).partition("#")[0]
        if any(part in action for part in SPARED):
            continue
        controls = form.find_all(["input", "textarea", "select", "button"])
        fields = [
            (control["name"], control.get("type", control.name), value_of(control))
            for control in controls
            # What a file field holds is left in it: its own address is asked for afterwards.
            if control.get("name") and not control["name"].endswith("-remove")
        ]
        yield (form.get("method") or "get").lower(), action, fields


def value_of(control):
    """Return what a person would leave or choose: of a list the first that is something."""
    if control.name == "textarea":
        return control.text
    options = [option.get("value", option.text) for option in control.find_all("option")]
    return next(filter(None, options), control.get("value", ""))


def filled(fields, text, *, everywhere):
    """Fill the fields in which one types, or everywhere: also where one would choose."""
    return [
        (name, text if (everywhere or kind in TYPED) and not is_own(name) else value)
        for name, kind, value in fields
    ]


def is_own(name):
    return name.startswith("__") or name in {"csrf_token", "_key", "refresh", "_version"}


def send(browser, method, action, fields):
    """Send a form with the browser's true token."""
    browser.start()
    own = [(name, browser.token if name == "csrf_token" else value) for name, value in fields]
    if method == "post":
        return browser.post(action, encode(own), expect_errors=True)
    query = encode(own).decode()[:20_000]
    return browser.get(f"{action.partition('?')[0]}?{query}", expect_errors=True)


def is_alive(tag):
    listens = any(name.startswith("on") for name in tag.attrs)
    return listens or (tag.name == "script" and MARK in tag.text)


def wrongs(answer):
    """Say what is wrong with an answer to hostile text."""
    found = []
    if answer.status_int >= 500:
        found.append(answer.status)
    body = answer.text if answer.charset else ""
    if any(text in body for text in LIVE):
        # A quotation mark is harmless between tags: what counts is what a browser makes of it.
        found += [f"alive: {tag}" for tag in answer.html.find_all(is_alive)]
    found += ["evaluated"] if EVALUATED in body else []
    headers = answer.headers.items()
    found += [f"header {name}" for name, value in headers if "\n" in value or MARK in name]
    found += ["cookie"] if f"{MARK}=1" in answer.headers.get("Set-Cookie", "") else []
    return found


@pytest.mark.parametrize("role", ROLES)
class TestForms:
    def test_nothing_typed_comes_alive_or_fails(
        self, role, registry, browsers, acme, globex, address_of
    ):
        bad, tried = {}, set()
        for browser, path, page in list(
            pages_of(role, registry, browsers, acme, globex, address_of)
        ):
            for method, action, fields in forms_of(page, path):
                names = tuple(name for name, _kind, _value in fields)
                if (method, action, names) in tried:
                    continue
                tried.add((method, action, names))
                for number, text in enumerate(TEXTS):
                    sent = filled(fields, text, everywhere=number % 2 == 0)
                    wrong = wrongs(send(browser, method, action, sent))
                    if wrong:
                        bad[f"{method} {action} [{number}]"] = wrong

        assert bad == {}
        assert len(tried) >= 3

    def test_what_was_stored_comes_back_as_text(
        self, role, registry, browsers, acme, globex, address_of, rows
    ):
        before = rows.read()
        opened = list(pages_of(role, registry, browsers, acme, globex, address_of))
        for browser, path, page in opened:
            for method, action, fields in forms_of(page, path):
                for text in LIVE if method == "post" else ():
                    send(browser, method, action, filled(fields, text, everywhere=False))
        stored = repr(rows.read()).count(MARK) - repr(before).count(MARK)

        bad = {}
        for someone in (role, "owner", "agent", "admin"):
            again = pages_of(someone, registry, browsers, acme, globex, address_of)
            bad |= {path: wrongs(page) for _browser, path, page in again if wrongs(page)}

        assert bad == {}
        assert stored or role == "stranger"


@pytest.mark.parametrize("role", ROLES)
class TestAddresses:
    QUERIES = (
        "%ff%fe",
        "a=%ff%ed%a0%80",
        "after=%00",
        "before=%00",
        "q=%00&text=%00&tab=%00&kind=%00&view=%00&page=%00&size=%00",
        "status=%00&priority=%00&product=%00&channel=%00&account=%00&assignee=%00&contact=%00",
        "after=x&before=x&q=%27&text=%25&tab=x&kind=%5f&view=x&page=-1&size=1e9&status=x&account=x",
        "after=1_1&page=99999999999999999999999&size=99999999999999999999999&contact=x&number=x",
        f"after={quote('[' * 3000)}&before={quote('{' * 3000)}",
        "&".join(f"p{number}=x" for number in range(1000)),
        "q=" + "x" * 20_000,
        "q=%F0%9F%91%A9&text=%E2%80%AE&next=%0d%0aSet-Cookie:%20x=1",
        "after=00000000-0000-0000-0000-000000000000&text=%D8%A7&language=x&theme=x&under=../..",
    )

    def test_no_query_makes_a_page_fail(self, role, registry, browsers, acme, globex, address_of):
        bad = {}
        for browser, path, _page in list(
            pages_of(role, registry, browsers, acme, globex, address_of)
        ):
            for number, query in enumerate(self.QUERIES):
                joint = "&" if "?" in path else "?"
                answer = browser.get(f"{path}{joint}{query}", expect_errors=True)
                if wrongs(answer):
                    bad[f"{path} [{number}]"] = wrongs(answer)

        assert bad == {}


class TestWording:
    """What a tenant says instead of our words is text as well."""

    @pytest.mark.parametrize("text", LIVE)
    def test_it_is_only_text(self, text, browsers, open_scope):
        with open_scope() as scope:
            own = {"Forgot your password?": text, "Skip to the content": text, "Sign in": text}
            save_document(scope, "wording", {"en": own})

        page = browsers.open("acme").get("/login")

        assert text in page.html.main.text
        assert wrongs(page) == []
