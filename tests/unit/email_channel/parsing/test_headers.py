"""Who, to whom, when, about what: headers as people and programs really write them."""

from datetime import UTC, datetime

import pytest

from plugins.email_channel.parsing import Person, parse_mail
from tests.support.received_mail import message


def people(found):
    return [(one.name, one.address) for one in found]


class TestSubject:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("=?utf-8?Q?Avi=C3=B3n_perdido?=", "Avión perdido"),
            (
                "=?iso-8859-1?q?Factura_n=BA_7?= =?iso-8859-1?q?_de_ma=F1ana?=",
                "Factura nº 7 de mañana",
            ),
            ("=?UTF-8?B?wr9Qb3IgcXXDqT8=?=", "¿Por qué?"),
            # Two bytes of one letter, cut apart.
            ("=?utf-8?Q?A=C3?= =?utf-8?Q?=B1o?=", "Año"),
            ("=?utf-8?B?w7Fhbg?=", "ñan"),
            ("=?utf-8*es?Q?ma=C3=B1ana?=", "mañana"),
            ('"=?utf-8?Q?Ma=C3=B1ana?="', '"Mañana"'),
            ("Re: =?utf-8?Q?Ma=C3=B1ana", "Re: Mañana"),
            ("=?nadie-lo-conoce?Q?Ma=C3=B1ana?=", "Mañana"),
            ("Mañana sin codificar", "Mañana sin codificar"),
            ("a =?utf-8?Q?b?= c", "a b c"),
            ("=?utf-8?X?b?= ?= =? ", "=?utf-8?X?b?= ?= =?"),
        ],
    )
    def test_encoded_words_are_read_even_where_they_are_broken(self, written, meant):
        assert parse_mail(message(subject=written)).subject == meant

    def test_latin_bytes_without_any_encoding_are_guessed(self):
        raw = message(subject="X").replace(b"Subject: X", b"Subject: Reclamaci\xf3n de a\xf1o")

        assert parse_mail(raw).subject == "Reclamación de año"

    def test_it_may_be_folded_or_wrapped_without_indenting(self):
        raw = message(subject="uno\r\n dos\r\n\ttres\r\ncuatro cinco")

        mail = parse_mail(raw)

        assert mail.subject == "uno dos tres cuatro cinco"
        assert mail.message_id == "uno@cliente.example"

    def test_it_holds_neither_nul_nor_half_a_character(self):
        raw = message(subject="X").replace(b"Subject: X", b"Subject: a\x00b =?utf-7?q?+2AA-?=")

        assert parse_mail(raw).subject == "ab \ufffd"


class TestPeople:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("ana@a.example", [("", "ana@a.example")]),
            ("Ana Pérez <ana@a.example>", [("Ana Pérez", "ana@a.example")]),
            ('"Pérez, Ana" <ana@a.example>', [("Pérez, Ana", "ana@a.example")]),
            ("Pérez, Ana <ana@a.example>", [("Pérez, Ana", "ana@a.example")]),
            ("=?utf-8?Q?P=C3=A9rez=2C_Ana?= <ana@a.example>", [("Pérez, Ana", "ana@a.example")]),
            ("ana@a.example (Ana (la de ventas))", [("Ana (la de ventas)", "ana@a.example")]),
            ("'Ana' <ana@a.example>", [("Ana", "ana@a.example")]),
            ("'Ana' de ventas <ana@a.example>", [("'Ana' de ventas", "ana@a.example")]),
            ("ana@a.example <ana@a.example>", [("ana@a.example", "ana@a.example")]),
            ("Ana <mailto:ana@a.example>", [("Ana", "ana@a.example")]),
            ("Ana <@b.example,@c.example:ana@a.example>", [("Ana", "ana@a.example")]),
            ("Ana <ana@a.example", [("Ana", "ana@a.example")]),
            ('"Ana <ana@a.example>', [("Ana", "ana@a.example")]),
            ("a@a.example; b@b.example", [("", "a@a.example"), ("", "b@b.example")]),
            ("Todos: a@a.example, B <b@b.example>;", [("", "a@a.example"), ("B", "b@b.example")]),
            ("undisclosed-recipients:;", []),
            ("a+b=c@a.example", [("", "a+b=c@a.example")]),
            ("Ana", [("Ana", "")]),
            ("", []),
        ],
    )
    def test_they_are_found_however_they_are_written(self, written, meant):
        assert people(parse_mail(message(to=written)).to) == meant

    def test_the_sender_is_the_first_whom_a_header_names_with_an_address(self):
        raw = b"From: [?????]\nFrom: Ana <ana@a.example>\nReply-To: b@b.example\n\nHola"

        assert parse_mail(raw).sender == Person(name="Ana", address="ana@a.example")

    def test_without_from_it_is_whom_an_answer_would_reach(self):
        assert parse_mail(b"Reply-To: <b@b.example>\n\nHola").sender.address == "b@b.example"


class TestIds:
    def test_they_come_without_brackets_in_order_each_once(self):
        mail = parse_mail(
            message(
                references="<uno@a>\r\n <dos@a> <uno@a> basura <tres@a>",
                in_reply_to="Su mensaje de ayer <dos@a>",
            )
        )

        assert mail.references == ("uno@a", "dos@a", "tres@a")
        assert mail.in_reply_to == "dos@a"

    def test_those_without_brackets_count_where_none_has_any(self):
        mail = parse_mail(message(references="uno@a dos@a", message_id="sin-arroba"))

        assert mail.references == ("uno@a", "dos@a")
        assert mail.message_id == "sin-arroba"


class TestDate:
    @pytest.mark.parametrize(
        ("written", "hour"),
        [
            ("Mon, 06 Jul 2026 10:00:00 +0200", 8),
            ("6 Jul 2026 10:00 +0000", 10),
            ("Mon, 6 Jul 2026 10:00:00 -0000", 10),
            ("Mon, 6 Jul 2026 10:00:00 -0500 (COT)", 15),
        ],
    )
    def test_it_is_told_in_utc(self, written, hour):
        date = parse_mail(message(date=written)).date

        assert date == datetime(2026, 7, 6, hour, tzinfo=UTC)
        assert date.tzinfo is UTC

    @pytest.mark.parametrize("written", ["", "ayer", "Mon, 99 Jul 2026 10:00:00", "9" * 5000])
    def test_what_names_no_moment_is_none(self, written):
        assert parse_mail(message(date=written)).date is None


class TestBeginning:
    @pytest.mark.parametrize(
        "start",
        [b"From ana@a.example Mon Jul  6 10:00:00 2026\n", b"\xef\xbb\xbf", b"\r\n\r\n", b"  \n"],
    )
    def test_what_stands_before_the_headers_is_passed_over(self, start):
        assert parse_mail(start + message("Hola")).subject == "Una pregunta"

    def test_a_message_with_carriage_returns_alone_is_read(self):
        mail = parse_mail(message("Hola").replace(b"\r\n", b"\r"))

        assert (mail.subject, mail.text) == ("Una pregunta", "Hola")

    def test_a_message_without_headers_is_all_text(self):
        assert (
            parse_mail("Hola, ¿me ayudan?\nGracias".encode()).text == "Hola, ¿me ayudan?\nGracias"
        )

    def test_nothing_at_all_is_an_empty_message(self):
        mail = parse_mail(b"")

        assert (mail.text, mail.html, mail.attachments, mail.sender.address) == ("", "", (), "")
