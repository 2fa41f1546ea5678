"""Bodies that no form sends: files where text belongs, broken parts, lies about their length."""

from tempfile import SpooledTemporaryFile
from urllib.parse import quote_plus

import pytest
from pyramid.httpexceptions import HTTPBadRequest
from webob.multidict import NoVars

from core.metrics.recording import write_recorded
from core.web import form_body
from core.web.bodies import FORM_BYTES, close_uploads
from core.web.form_body import (
    IN_MEMORY,
    LONGEST_HEAD,
    MOST_FIELDS,
    MOST_FILES,
    MOST_PARTS,
    SentForm,
)
from core.web.request import Request
from tests.security.access import ENDINGS, open_for, read_table

POSTS = [line for line in read_table() if line.method == "POST" and line.name not in ENDINGS]
EDGE = "edge"
# Names that views read themselves, beside what forms declare.
NAMES = (
    *("_key", "_version", "refresh", "leave", "unlock", "on", "next", "language", "theme"),
    *("name", "message", "subject", "contact", "files", "file", "action", "move", "key", "version"),
    *("revision", "remove", "note", "keys", "order", "default", "up"),
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
    yield "application/x-www-form-urlencoded", f"csrf_token={token}" + "&p=1" * 1000
    numbers = "&".join(f"{name}={'9' * 5000}" for name in NAMES)
    yield "application/x-www-form-urlencoded", f"csrf_token={token}&{numbers}"


@pytest.mark.parametrize("role", ["stranger", "owner", "agent", "admin"])
class TestBodies:
    def test_none_makes_a_page_fail(self, role, registry, browsers, acme, globex, address_of):
        visits = open_for(role, browsers, acme, globex)
        failing, answers = [], set()

        for line in POSTS:
            browser = visits[registry.routes.audiences[line.name]]
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
        ("length", "status"),
        [
            *(("-1", 400), ("x", 400), ("+5", 400), ("1_0", 400), ("５", 400), ("5,5", 400)),
            *(("0" * 5000 + "5", 400), ("9" * 5000, 400), ("9" * 30, 413), ("300000", 413)),
        ],
    )
    def test_a_lie_is_refused_before_it_is_read(self, length, status, browsers):
        answer = browsers.open("acme").send("POST", "/login", CONTENT_LENGTH=length)

        assert answer.status_int == status

    @pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
    def test_who_only_reads_sends_nothing(self, method, browsers):
        answer = browsers.open("acme").send(method, "/login", b"x", CONTENT_LENGTH="9" * 5000)

        assert answer.status_int < 500

    def test_a_body_without_a_length_is_none(self, browsers):
        answer = browsers.open("acme").send("POST", "/login", HTTP_TRANSFER_ENCODING="chunked")

        assert answer.status_int == 411

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


class TestRefusals:
    """A body that is not taken is answered like everything else."""

    def test_they_are_in_the_visitors_language_and_dress(self, browsers, caplog):
        answer = browsers.open("acme").send(
            "POST", "/login", CONTENT_LENGTH="x", HTTP_ACCEPT_LANGUAGE="de"
        )

        assert '<html lang="de"' in answer.text
        assert "v-error-page" in answer.text
        assert answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Request-Id"] in answer.text
        assert any("'status': 400" in record.getMessage() for record in caplog.records)

    def test_they_are_counted(self, browsers):
        browsers.open("acme").send("POST", "/login", HTTP_CONTENT_ENCODING="zstd")

        series = 'ventanilla_request_seconds_count{method="POST",route="none",status="415"}'
        assert series in write_recorded().decode()

    @pytest.mark.parametrize(
        ("path", "sign_in"), [("/cases/new", "/login"), ("/staff/cases/new", "/staff/login")]
    )
    def test_whose_session_is_over_is_asked_to_sign_in_and_led_back(self, path, sign_in, browsers):
        browser = browsers.open("acme")
        host = browser.extra_environ["HTTP_HOST"]
        page = browser.send("POST", path, CONTENT_LENGTH="300000", HTTP_ACCEPT_LANGUAGE="en")
        sent_from = browser.send(
            "POST",
            f"{path}/part",
            CONTENT_LENGTH="300000",
            HTTP_REFERER=f"http://{host}{path}?a=1",
        )
        elsewhere = browser.send(
            "POST", path, CONTENT_LENGTH="300000", HTTP_REFERER="http://evil.test/trap"
        )

        assert page.status_int == 413
        assert "Please sign in again" in page.text
        assert f'href="{sign_in}?next={quote_plus(path)}"' in page.text
        assert f'href="{sign_in}?next={quote_plus(path + "?a=1")}"' in sent_from.text
        assert "evil.test" not in elsewhere.text
        assert "%2Ftrap" not in elsewhere.text
        assert (
            "//["
            not in browser.send(
                "POST", path, CONTENT_LENGTH="300000", HTTP_REFERER="http://[half"
            ).text
        )

    def test_who_is_signed_in_and_sends_too_much_is_told_so(self, browsers, acme):
        browser = browsers.open("acme", acme.people["owner"])
        answer = browser.send(
            "POST", "/cases/new", CONTENT_LENGTH="5000000", HTTP_ACCEPT_LANGUAGE="en"
        )

        assert answer.status_int == 413
        assert "fewer files" in answer.text

    @pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "get"])
    def test_methods_that_nothing_answers_to_are_none(self, method, browsers):
        answer = browsers.open("acme").send(method, "/login")

        assert answer.status_int == 405
        assert "POST" in answer.headers["Allow"]

    def test_a_host_without_a_tenant_has_an_answer_too(self, browsers):
        browser = browsers.open("acme")
        answer = browser.send("POST", "/login", CONTENT_LENGTH="x", HTTP_HOST="nobody.test")

        assert answer.status_int == 404
        assert answer.headers["Content-Security-Policy"]


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

    def test_a_long_text_and_a_file_are_read_as_they_are(self):
        text = "año\n" * 3000
        request = sent(part("a", text) + part("b", "y" * 2000, "año.txt"))

        assert request.POST["a"] == text
        assert request.POST["b"].filename == "año.txt"
        assert request.POST["b"].file.read() == b"y" * 2000
        close_uploads(request.environ)

    def test_a_large_file_lies_on_the_disk_and_is_closed_in_the_end(self):
        request = sent(part("b", "y" * (IN_MEMORY + 1), "b.txt"))
        file = request.POST["b"].file

        assert isinstance(file.fileno(), int)
        close_uploads(request.environ)
        assert file.closed

    def test_no_file_of_a_broken_form_stays_open(self, monkeypatch):
        opened = []

        def note(**options):
            opened.append(SpooledTemporaryFile(**options))  # noqa: SIM115  # closed by who asked
            return opened[-1]

        monkeypatch.setattr(form_body, "SpooledTemporaryFile", note)
        with pytest.raises(HTTPBadRequest):
            _ = sent(part("b", "y" * 2000, "b.txt"), end="").POST

        assert [file.closed for file in opened] == [True]


def sent(body, kind=LONG, end=f"--{EDGE}--\r\n", **options):
    body = (body + end).encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return Request.blank("/", method="POST", body=body, content_type=kind, **options)


def text_part(name, value, **headers):
    told = "".join(f"{key.replace('_', '-')}: {text}\r\n" for key, text in headers.items())
    return f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n{told}\r\n{value}\r\n'


# Codecs that are dear, that make no text, that make what no text is, that lead elsewhere.
CODECS = (
    *("punycode", "idna", "nonsense", "unicode_escape", "raw_unicode_escape", "utf-7", "utf-16"),
    *("latin-1", "hex", "rot13", "zip", "base64", "bz2", "undefined", "mbcs", "utf_8_sig", "cp037"),
    *("../../etc/passwd", "encodings.utf_8", "a" * 3000, "surrogateescape"),
)


class TestWhatABodySaysOfItself:
    """A visitor's words choose no code of ours."""

    @pytest.mark.parametrize("codec", CODECS)
    def test_no_codec_is_looked_up(self, codec):
        dear = "a" * 100 + "-" + "a" * 120_000
        told = {"Content_Type": f"text/plain; charset={codec}"}

        for request in (
            sent(text_part("name", dear, **told)),
            sent(b"name=x", f"{SHORT}; charset={codec}"),
            sent(text_part("name", "x"), f"{LONG}; charset={codec}"),
        ):
            with pytest.raises(HTTPBadRequest):
                _ = request.POST

    def test_no_page_takes_one(self, browsers):
        browser = browsers.open("acme")
        told = {"Content_Type": "text/plain; charset=nonsense"}
        body = part("csrf_token", browser.token) + text_part("name", "x", **told)

        answer = browser.send("POST", "/login", f"{body}--{EDGE}--\r\n".encode(), CONTENT_TYPE=LONG)

        assert answer.status_int == 400

    @pytest.mark.parametrize("name", ["utf-8", "UTF-8", '"utf-8"', "Utf8"])
    def test_utf_8_may_be_called_what_it_is(self, name):
        body = text_part("a", "año", Content_Type=f"text/plain; charset={name}")

        assert sent(body).POST["a"] == "año"
        assert sent(b"a=a%C3%B1o", f"{SHORT}; charset={name}").POST["a"] == "año"

    def test_what_a_file_says_of_its_text_is_its_own_affair(self):
        body = text_part("a", "x", Content_Type="text/csv; charset=punycode")
        request = sent(body.replace('name="a"', 'name="a"; filename="a.csv"'))

        assert request.POST["a"].filename == "a.csv"
        close_uploads(request.environ)

    @pytest.mark.parametrize("way", ["base64", "quoted-printable", "x-uuencode", "hex"])
    def test_nothing_is_decoded_on_a_parts_word(self, way):
        with pytest.raises(HTTPBadRequest):
            _ = sent(text_part("a", "eA==", Content_Transfer_Encoding=way)).POST

    @pytest.mark.parametrize("way", ["7bit", "8bit", "Binary"])
    def test_a_part_may_say_that_it_is_as_it_is(self, way):
        assert sent(text_part("a", "x", Content_Transfer_Encoding=way)).POST["a"] == "x"

    @pytest.mark.parametrize("way", ["gzip", "deflate", "br", "nonsense"])
    def test_a_packed_body_is_not_unpacked(self, way, browsers):
        answer = browsers.open("acme").send("POST", "/login", b"x", HTTP_CONTENT_ENCODING=way)

        assert answer.status_int == 415

    def test_charset_among_the_fields_is_a_field(self):
        assert sent(b"_charset_=utf-7&a=%2BAGE-", SHORT).POST["a"] == "+AGE-"

    def test_another_type_is_no_form(self):
        assert isinstance(sent(b"{}", "application/json").POST, NoVars)

    def test_the_case_of_a_type_does_not_matter(self):
        kind = f"Multipart/FORM-data; Boundary={EDGE}"

        assert sent(text_part("a", "x"), kind).POST["a"] == "x"


# What is no UTF-8, half a surrogate among it.
NO_TEXT = (b"\xff", b"a\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80")


class TestText:
    @pytest.mark.parametrize("raw", NO_TEXT)
    def test_what_is_none_does_not_get_in(self, raw, browsers):
        browser = browsers.open("acme")
        escaped = "".join(f"%{byte:02x}" for byte in raw)
        begin = f'--{EDGE}\r\nContent-Disposition: form-data; name="'.encode()
        end = f"\r\n--{EDGE}--\r\n".encode()
        bodies = (
            (LONG, begin + b'a"\r\n\r\n' + raw + end),
            (LONG, begin + raw + b'"\r\n\r\nx' + end),
            (LONG, begin + b'a"; filename="' + raw + b'"\r\n\r\nx' + end),
            (SHORT, b"name=" + raw),
            (SHORT, f"name={escaped}".encode()),
            (SHORT, f"{escaped}=x".encode()),
        )

        for kind, body in bodies:
            assert browser.send("POST", "/login", body, CONTENT_TYPE=kind).status_int == 400
        for query in (f"a={escaped}", f"{escaped}=1", f"a={raw.decode('latin-1')}"):
            with pytest.raises(HTTPBadRequest):
                _ = Request.blank("/", query_string=query).GET
        assert browser.send("GET", f"/login/{escaped}").status_int in (400, 404)

    def test_nul_is_left_out_as_nobody_can_type_it(self):
        assert sent(b"a%00=x%00y", SHORT).POST["a"] == "xy"
        assert sent(text_part("a\x00", "x\x00y")).POST["a"] == "xy"
        assert Request.blank("/?a%00=x%00y").GET["a"] == "xy"


class TestSentForm:
    def test_the_last_of_a_name_counts_and_all_are_there_in_order(self):
        form = SentForm([("a", "1"), ("b", "2"), ("a", "3")])

        assert form["a"] == form.get("a") == "3"
        assert form.getall("a") == ["1", "3"]
        assert list(form.items()) == [("a", "1"), ("b", "2"), ("a", "3")]
        assert "c" not in form
        assert form.get("c") is None
        assert form.getall("c") == []
