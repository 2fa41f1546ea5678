"""Bodies that no form sends: files where text belongs, broken parts, lies about their length."""

import pytest
from pyramid.request import Request

from core.web.bodies import FORM_BYTES, close_uploads
from core.web.form_body import LONGEST_HEAD, MOST_FIELDS, MOST_FILES, MOST_PARTS, read_form
from tests.security.access import ENDINGS, open_for, read_table

POSTS = [line for line in read_table() if line.method == "POST" and line.name not in ENDINGS]
EDGE = "edge"
# Names that views read themselves, beside what forms declare.
NAMES = (
    *("_key", "_version", "refresh", "leave", "unlock", "on", "next", "language", "theme"),
    *("name", "message", "subject", "contact", "files", "file", "action", "move", "key", "version"),
    *("option", "under", "text", "email", "password", "kind", "_kind", "assignee", "reactivate"),
)


def part(name, value, filename=""):
    shown = f'; filename="{filename}"' if filename else ""
    return f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"{shown}\r\n\r\n{value}\r\n'


def bodies(token):
    """Yield (content type, body), each with the true token where one can be read."""
    multipart = f"multipart/form-data; boundary={EDGE}"
    right = part("csrf_token", token)
    end = f"--{EDGE}--\r\n"
    files = "".join(part(name, "x", "x.txt") for name in NAMES)
    yield multipart, right + files + end
    yield multipart, right + part("name", "cut off")[:-4]
    yield multipart, right + f"--{EDGE}\r\n\r\nno header\r\n" + end
    yield multipart, right + f"--{EDGE}\r\nContent-Disposition: \xff\r\n\r\nx\r\n" + end
    yield multipart, "no edge at all"
    yield "multipart/form-data", right + end
    yield "multipart/form-data; boundary=", right + end
    yield "multipart/form-data; boundary=" + "e" * 500, right + end
    yield "application/json", '{"a":' * 5000
    yield "text/\xff; charset=nonsense", "x=y"
    yield "application/x-www-form-urlencoded; charset=utf-7", f"csrf_token={token}&name=%ff"
    yield "application/x-www-form-urlencoded", f"csrf_token={token}" + "&p=1" * 10_000


@pytest.mark.parametrize("role", ["stranger", "owner", "agent", "admin"])
class TestBodies:
    def test_none_makes_a_page_fail(self, role, registry, browsers, acme, globex, address_of):
        visits = open_for(role, browsers, acme, globex)
        failing, answers = [], set()

        for line in POSTS:
            browser = visits[registry.audiences[line.name]]
            for number, (kind, body) in enumerate(bodies(browser.token)):
                path = address_of(acme, line.route)
                sent = browser.send("POST", path, body.encode("latin-1"), CONTENT_TYPE=kind)
                answers.add(sent.status_int)
                if sent.status_int >= 500:
                    failing.append((str(line), number))

        assert failing == []
        assert answers >= {400, 422}


class TestLength:
    @pytest.mark.parametrize(
        ("length", "status"), [("-1", 400), ("x", 400), ("9" * 30, 413), ("300000", 413)]
    )
    def test_a_lie_is_refused_before_it_is_read(self, length, status, browsers):
        answer = browsers.open("acme").send("POST", "/login", CONTENT_LENGTH=length)

        assert answer.status_int == status

    @pytest.mark.parametrize(("role", "is_taken"), [(None, False), ("owner", True)])
    def test_only_who_has_signed_in_may_send_much(self, role, is_taken, browsers, acme):
        browser = browsers.open("acme", role and acme.people[role])
        body = (part("file", "x" * 300_000, "plan.txt") + f"--{EDGE}--\r\n").encode()
        multipart = f"multipart/form-data; boundary={EDGE}"

        answer = browser.send(
            "POST", "/uploads", body, CONTENT_TYPE=multipart, HTTP_X_CSRF_TOKEN=browser.token
        )

        assert answer.status_int == (200 if is_taken else 413)

    def test_nobody_may_pretend_to_have(self, browsers):
        forged = ("ventanilla", "A" * 200)
        browser = browsers.open("acme")
        browser.session_cookie = forged

        answer = browser.send("POST", "/login", CONTENT_LENGTH="300000")

        assert answer.status_int == 413


LONG = f"multipart/form-data; boundary={EDGE}"
SHORT = "application/x-www-form-urlencoded"
TOO_MUCH = {
    "fields": (SHORT, b"&a" * (MOST_FIELDS + 1)),
    "parts": (LONG, part("a", "").encode() * (MOST_PARTS + 1)),
    "files": (LONG, part("a", "y" * 1001, "b").encode() * (MOST_FILES + 1)),
    "a form in a form": (
        LONG,
        b"".join(
            b"--%s\r\nContent-Type: multipart/mixed; boundary=%s\r\n\r\n"
            % (outer.encode(), inner.encode())
            for outer, inner in ((EDGE, "in"), ("in", "inner"))
        ),
    ),
    "a header": (LONG, f"--{EDGE}\r\n".encode() + b"z" * LONGEST_HEAD),
    "headers": (LONG, f"--{EDGE}\r\n".encode() + b"z: a\r\n" * LONGEST_HEAD),
    "text": (LONG, part("a", "y" * 50_000).encode() * (FORM_BYTES // 50_000 + 1)),
}


class TestMuch:
    """What a body of a permitted size may still be: the process has to bear it."""

    @pytest.mark.parametrize("what", TOO_MUCH)
    def test_it_is_refused(self, what, browsers, acme):
        kind, body = TOO_MUCH[what]
        browser = browsers.open("acme", acme.people["owner"])

        assert browser.send("POST", "/cases/new", body, CONTENT_TYPE=kind).status_int == 400

    def test_a_long_text_and_a_file_are_read_as_they_are(self, browsers):
        text = "año\n" * 3000
        body = part("a", text) + part("b", "y" * 2000, "b.txt") + f"--{EDGE}--\r\n"
        request = Request.blank("/", method="POST", body=body.encode(), content_type=LONG)

        read_form(request)

        assert request.POST["a"] == text
        assert request.POST["b"].filename == "b.txt"
        assert request.POST["b"].file.read() == b"y" * 2000
        close_uploads(request.environ)
