"""winmail.dat, made here piece by piece."""

import struct

import pytest

from plugins.email_channel.parsing import parse_mail
from tests.support.received_mail import divided, message, names, part, with_headers

UNICODE, STRING, BINARY, OBJECT, NUMBER = 0x1F, 0x1E, 0x102, 0x0D, 0x03


def attribute(identifier, data, level=1):
    """Return one attribute of the stream (MS-OXTNEF, section 2.1.3)."""
    checksum = struct.pack("<H", sum(data) & 0xFFFF)
    return struct.pack("<BHHI", level, identifier, 6, len(data)) + data + checksum


def properties(*given):
    """Return a list of properties, each given as type, id and value."""
    out = struct.pack("<I", len(given))
    for kind, identifier, value in given:
        out += struct.pack("<HH", kind, identifier)
        if kind == NUMBER:
            out += struct.pack("<I", value)
            continue
        data = value.encode("utf-16-le") + b"\0\0" if kind == UNICODE else value
        out += struct.pack("<II", 1, len(data)) + data + b"\0" * (-len(data) % 4)
    return out


def stream(*attributes):
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def file(name, content):
    named = properties((UNICODE, 0x3707, name), (STRING, 0x370E, b"application/pdf\0"))
    return (
        attribute(0x9002, b"\0" * 14, level=2)
        + attribute(0x8010, b"CORTO~1.PDF\0", level=2)
        + attribute(0x800F, content, level=2)
        + attribute(0x9005, named, level=2)
    )


def winmail(container, *, text="Vea el adjunto"):
    rest = divided(
        "mixed",
        part(text, "text/plain; charset=utf-8"),
        part(container, 'application/ms-tnef; name="winmail.dat"'),
    )
    return with_headers(rest)


class TestWinmail:
    def test_its_files_come_out_by_their_long_names(self):
        mail = parse_mail(winmail(stream(file("informe del año.pdf", b"%PDF-1"))))

        (found,) = mail.attachments
        assert found.name == "informe del año.pdf"
        assert found.media_type == "application/pdf"
        assert found.content == b"%PDF-1"
        assert mail.text == "Vea el adjunto"

    def test_its_body_is_not_said_twice(self):
        body = attribute(0x9003, properties((UNICODE, 0x1000, "Vea el adjunto")))

        assert parse_mail(winmail(stream(body))).text == "Vea el adjunto"

    @pytest.mark.parametrize(
        ("body", "text"),
        [
            (attribute(0x800C, "Señal".encode("cp1252") + b"\0"), "Señal"),
            (attribute(0x9003, properties((UNICODE, 0x1000, "Señal\r\ndos"))), "Señal\ndos"),
            (
                attribute(
                    0x9003,
                    properties((BINARY, 0x1013, "<p>Señal</p>".encode()), (NUMBER, 0x3FDE, 65001)),
                ),
                "Señal",
            ),
            (
                attribute(
                    0x9003,
                    properties(
                        (
                            BINARY,
                            0x1009,
                            # Uncompressed RTF has a header all the same (MS-OXRTFCP).
                            struct.pack("<IIII", 0, 0, 0x414C454D, 0)
                            + rb"{\rtf1\ansi\ansicpg1252{\fonttbl\f0 Arial;}"
                            + rb"Se\'f1al \u8364?\par dos{\*\oculto no}\b  tres\b0}",
                        )
                    ),
                ),
                "Señal €\ndos tres",
            ),
        ],
    )
    def test_its_body_is_the_text_where_there_is_no_other(self, body, text):
        assert parse_mail(winmail(stream(body), text=" ")).text == text

    def test_compressed_rtf_is_read(self):
        # "{\rtf1 aaaaaaaaaa}": literals and one reference that runs ahead of itself.
        start = 207  # where the dictionary ends and the text begins
        literal = rb"{\rtf1 a"
        reference = struct.pack(">H", (start + 7) << 4 | 9 - 2)
        end = struct.pack(">H", (start + 8 + 9 + 1) << 4)
        data = b"\x00" + literal + b"\x05" + reference + b"}" + end
        packed = struct.pack("<IIII", 0, 0, 0x75465A4C, 0) + data
        body = attribute(0x9003, properties((BINARY, 0x1009, packed)))

        assert parse_mail(winmail(stream(body), text=" ")).text == "a" * 10

    def test_a_message_within_gives_its_files_and_its_words(self):
        inner = stream(
            attribute(
                0x9003,
                properties((UNICODE, 0x0037, "Oferta"), (UNICODE, 0x1000, "Palabras")),
            ),
            file("dentro.pdf", b"%PDF-2"),
        )
        outer = stream(
            attribute(0x9002, b"\0" * 14, level=2),
            attribute(0x9005, properties((OBJECT, 0x3701, b"\0" * 16 + inner)), level=2),
        )

        mail = parse_mail(winmail(outer))

        assert names(mail) == ["Oferta.txt", "dentro.pdf"]

    def test_a_broken_one_is_kept_as_it_is(self):
        mail = parse_mail(winmail(b"\x78\x9f\x3e\x22 roto"))

        assert names(mail) == ["winmail.dat"]
        assert mail.problems == ("tnef_broken",)

    def test_one_that_is_cut_gives_what_is_left(self):
        whole = stream(file("uno.pdf", b"%PDF-1"), file("dos.pdf", b"%PDF-2"))

        for end in range(len(whole)):
            parse_mail(winmail(whole[:end]))
        assert "uno.pdf" in names(parse_mail(winmail(whole[:-40])))

    def test_it_may_be_the_whole_message(self):
        raw = message(
            stream(file("solo.pdf", b"%PDF-1")),
            content_type="application/ms-tnef",
            content_transfer_encoding="8bit",
        )

        assert names(parse_mail(raw)) == ["solo.pdf"]
