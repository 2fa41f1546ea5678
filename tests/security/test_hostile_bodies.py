"""Bodies that no form sends: files where text belongs, broken parts, lies about their length."""

import pytest

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
        ("length", "status"), [("-1", 400), ("x", 400), ("9" * 30, 413), ("5000000", 413)]
    )
    def test_a_lie_is_refused_before_it_is_read(self, length, status, browsers):
        answer = browsers.open("acme").send("POST", "/login", CONTENT_LENGTH=length)

        assert answer.status_int == status
