import email
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.mail.message.addresses import LONGEST_NAME, one_line, parse_address
from core.mail.message.composing import LONGEST_SUBJECT
from core.mail.message.headers import (
    Literal,
    UnwritableHeaderError,
    ids_header,
    people_header,
    text_header,
)
from core.mail.message.mime import POLICY, build_message
from core.mail.models import MailMessage

INJECTION = "=?utf-8?q?Hola=0D=0ABcc=3A_victima=40example.org?="
HIDDEN = "=?utf-8?q?Hola=0D=0A=0D=0A=3Ch1=3EPay_here?="
SYNTAX = st.sampled_from(
    [
        INJECTION,
        HIDDEN,
        "=?utf-8?b?SG9sYQ==?= de prueba",
        "=?",
        "?=",
        "=?x?q?y?=",
        "=?utf-8?q?=3D=3F",
        "\r\nBcc: x@example.org",
        "a@example.org",
        "<a@example.org>",
        '"',
        "\\",
        ",",
        ";",
        ":",
        "()",
        "José",
        "María Peña",
        "محمد",
        "漢字漢字漢字",
        "👩\u200d👩\u200d👧\u200d👦",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\u200f",
        "\xa0",
        "\u3000",
        "é",
        "\ufeff",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(SYNTAX, min_size=1, max_size=40).map(" ".join),
    st.lists(SYNTAX, min_size=1, max_size=8).map("".join),
    st.text("abc =?_-", max_size=400),
)
HEADERS = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "Auto-Submitted"]
HEADERS += ["X-Auto-Response-Suppress", "MIME-Version", "Content-Type", "Content-Language"]


def travel(subject="x", name="", to="", cc=""):
    """Return a mail's octets, its subject and names being what `queue_mail` makes of them."""
    mail = MailMessage(
        sender_name=one_line(name, LONGEST_NAME),
        sender="help@demo.example",
        to=[[one_line(to, LONGEST_NAME), "ana@demo.example"]],
        cc=[[one_line(cc, LONGEST_NAME), "bruno@demo.example"]],
        pending=["ana@demo.example", "bruno@demo.example"],
        subject=one_line(subject, LONGEST_SUBJECT),
        message_id="<1.2@demo.example>",
        in_reply_to="",
        references=[],
        locale="es",
        is_automatic=True,
        created_at=datetime(2026, 11, 28, tzinfo=UTC),
        text="text",
        html="<p>html</p>",
    )
    return mail, build_message(mail).as_bytes()


def by_hand(octets, header):
    """Return a header's text as a reader finds it who knows lines and encoded words only."""
    head = octets.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ")
    [line] = [one for one in head.split("\r\n") if one.startswith(f"{header}: ")]
    return str(make_header(decode_header(line.partition(": ")[2])))


class TestAnyText:
    @given(TEXTS)
    @example(INJECTION)
    @example(HIDDEN)
    @example("=?utf-8?b?SG9sYQ==?= de prueba")
    def test_a_subject_is_read_as_it_was_written(self, text):
        mail, octets = travel(subject=text)
        modern = email.message_from_bytes(octets, policy=policy.default)
        old = email.message_from_bytes(octets, policy=policy.compat32)

        assert modern.keys() == old.keys() == HEADERS
        assert str(modern["Subject"]) == mail.subject
        assert str(make_header(decode_header(old["Subject"].replace("\r\n", "")))) == mail.subject
        assert by_hand(octets, "Subject") == mail.subject

    @given(TEXTS, TEXTS, TEXTS)
    @example(INJECTION, HIDDEN, "García, Ana")
    def test_a_name_is_read_as_it_was_written(self, sender, to, cc):
        mail, octets = travel(name=sender, to=to, cc=cc)
        modern = email.message_from_bytes(octets, policy=policy.default)
        old = email.message_from_bytes(octets, policy=policy.compat32)
        meant = {
            "From": (mail.sender_name, mail.sender),
            "To": tuple(mail.to[0]),
            "Cc": tuple(mail.cc[0]),
        }

        assert modern.keys() == old.keys() == HEADERS
        for header, (name, address) in meant.items():
            [one] = modern[header].addresses
            [(words, spec)] = getaddresses([old[header].replace("\r\n", "")])
            assert (one.display_name, one.addr_spec) == (name, address)
            assert (str(make_header(decode_header(words))), spec) == (name, address)

    @given(TEXTS)
    def test_lines_are_as_long_as_servers_take(self, text):
        _mail, octets = travel(subject=text, name=text, to=text)

        assert all(len(line) <= 998 for line in octets.split(b"\r\n"))


class TestTextHeader:
    def test_plain_text_stays_readable(self):
        assert text_header("[#12] Closed: the printer") == "[#12] Closed: the printer"

    def test_what_looks_like_an_encoded_word_is_encoded(self):
        assert text_header("=?utf-8?b?SG9sYQ==?=").startswith("=?utf-8?b?PT91")

    @pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
    def test_a_line_end_cannot_be_written(self, end):
        with pytest.raises(UnwritableHeaderError):
            ids_header([f"<1@a>{end}Bcc: x@example.org"])
        with pytest.raises(UnwritableHeaderError):
            text_header(f"ñ{end}Bcc: x@example.org")
        with pytest.raises(UnwritableHeaderError):
            people_header([(f"ñ{end}Bcc: x@example.org", "a@demo.example")])

    def test_halves_of_a_sign_cannot_be_written(self):
        with pytest.raises((UnwritableHeaderError, UnicodeError)):
            text_header("\ud83d")


class TestPeopleHeader:
    def test_names_of_several_words_stay_readable(self):
        people = [("Ana Perez", "a@demo.example"), ("ACME S.A.", "b@demo.example")]

        assert (
            people_header(people) == 'Ana Perez <a@demo.example>,\r\n "ACME S.A." <b@demo.example>'
        )

    @pytest.mark.parametrize(
        "address",
        ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "a <x>@b.example"],
    )
    def test_what_is_more_than_an_address_cannot_be_written(self, address):
        with pytest.raises(UnwritableHeaderError):
            people_header([("", address)])

    def test_nobody_is_not_named(self):
        assert people_header([]) == "undisclosed-recipients:;"


class TestLiteralPolicy:
    @pytest.mark.parametrize("header", ["Subject", "To", "X-Anything", "Bcc"])
    def test_text_that_is_no_literal_is_refused(self, header):
        with pytest.raises(TypeError):
            EmailMessage(policy=POLICY)[header] = "text"

    def test_a_literal_travels_as_it_is(self):
        message = EmailMessage(policy=POLICY)
        message["X-Note"] = Literal("=?utf-8?q?x?=")

        assert message.as_bytes() == b"X-Note: =?utf-8?q?x?=\r\n\r\n"


class TestParseAddress:
    @pytest.mark.parametrize(
        "address",
        [
            "a(b)@demo.example",
            '"a b"@demo.example',
            "a,b@demo.example",
            "a@demo.example(x)",
            "<a@demo.example>",
            "a@demo.example>",
            "a;b@demo.example",
            "a@(x)demo.example",
        ],
    )
    def test_what_has_syntax_in_it_is_no_address(self, address):
        assert parse_address(address) is None
