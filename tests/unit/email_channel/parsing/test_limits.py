"""Hostile messages: everything that may be large is counted, and what is left out is said.

The large ones would take hours if anything were read more than once.
"""

import pytest

from plugins.email_channel.parsing import limits, parse_mail, parts
from tests.support.received_mail import message, with_headers


class TestLimits:
    def test_parts_are_counted(self):
        parts = b"--x\n\na\n" * 5_000

        mail = parse_mail(b"Content-Type: multipart/mixed; boundary=x\n\n" + parts + b"--x--\n")

        assert mail.text.count("a") < limits.MAX_PARTS
        assert "parts_too_many" in mail.problems

    def test_files_are_counted(self):
        parts = b"--x\nContent-Type: a/b\n\na\n" * 5_000

        mail = parse_mail(b"Content-Type: multipart/mixed; boundary=x\n\n" + parts + b"--x--\n")

        assert len(mail.attachments) < limits.MAX_PARTS

    def test_depth_is_bounded_and_the_words_at_the_bottom_are_kept(self):
        levels = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
            for number in range(2_000)
        )

        mail = parse_mail(levels + b"\nHola\n")

        assert mail.text.endswith("Hola\n")
        assert "parts_too_deep" in mail.problems

    def test_headers_are_counted(self):
        mail = parse_mail(b"X-A: b\n" * 100_000 + b"\nHola")

        assert len(mail.headers) == limits.MAX_HEADERS
        assert mail.text == "Hola"
        assert mail.problems == ("headers_cut",)

    def test_people_and_references_are_counted(self):
        mail = parse_mail(message(to="a@b.example," * 4_000, references="<a%d@b> " * 4_000))
        other = parse_mail(message(references=" ".join(f"<{n}@b>" for n in range(4_000))))

        assert len(mail.to) == limits.MAX_PEOPLE
        assert len(other.references) == limits.MAX_IDS

    def test_text_is_cut_between_characters(self):
        mail = parse_mail(message("ñ" * (limits.MAX_TEXT * 3)))

        assert mail.text == "ñ" * limits.MAX_TEXT
        assert mail.problems == ("text_cut",)

    def test_lost_recipients_are_counted(self):
        groups = "Final-Recipient: rfc822; a%d@b.example\nAction: failed\n\n"
        status = "".join(groups % number for number in range(1_000))
        rest = (
            b"Content-Type: multipart/report; boundary=x\n\n--x\n"
            b"Content-Type: message/delivery-status\n\n" + status.encode() + b"--x--\n"
        )

        assert len(parse_mail(with_headers(rest)).bounce.recipients) == limits.MAX_BOUNCED


MILLION = 1_000_000


class TestReadOnce:
    @pytest.mark.parametrize(
        "value", ['"', "(", "<", "a@", ",", "x,", "a:", "\\", "a@b:", "=?", " "]
    )
    @pytest.mark.parametrize("name", ["to", "subject", "references", "content_type"])
    def test_values_of_headers(self, name, value):
        start = "text/plain; " if name == "content_type" else ""

        parse_mail(message("Hola", **{name: start + value * (limits.MAX_VALUE // len(value))}))

    @pytest.mark.parametrize(
        "text",
        [
            ">",
            ">\n",
            "a@",
            " ",
            "-",
            "-- \n",
            "begin 644 a\n",
            "begin 644 a\nM\n",
            "From: ",
            "user ",
        ],
    )
    @pytest.mark.parametrize("sender", ["ana@cliente.example", "MAILER-DAEMON@correo.example"])
    def test_text(self, sender, text):
        body = text * (MILLION // len(text))

        parse_mail(message(body, subject="Delivery failure", **{"from": sender}))

    @pytest.mark.parametrize(
        "html", ["<", ">", "&", "&lt;", "<div>", "<a ", "<!--", "cid:", "<meta "]
    )
    def test_html(self, html):
        parse_mail(message(html * (MILLION // len(html)), content_type="text/html"))

    def test_padded_pieces_of_base64(self):
        raw = message("YQ==\n" * MILLION, content_type="a/b", content_transfer_encoding="base64")

        assert parse_mail(raw).attachments[0].content.startswith(b"aaaa")


def test_lines_that_only_look_like_the_end_of_a_part_are_counted(monkeypatch):
    monkeypatch.setattr(parts, "MAX_DELIMITER_LINES", 5)
    head = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"

    few = parse_mail(head + b"--bX\n" * 2 + b"Good morning\n--b--\n")
    many = parse_mail(head + b"--bX\n" * 9 + b"Good morning\n--b--\n")

    assert few.problems == ()
    assert "Good morning" in many.text
    assert many.problems == ("parts_not_closed",)
