"""Files within a message, as a reader of mail finds them."""

import email
import email.policy
import tracemalloc
from io import BytesIO

import pytest

from core.mail.message.attachments import Attachment, write_message
from core.mail.message.mime import POLICY
from core.mail.transport import pieces_of


def message():
    found = email.message.EmailMessage(policy=POLICY)
    found.set_content("Here they are.", charset="utf-8")
    found.add_alternative("<p>Here they are.</p>", subtype="html", charset="utf-8")
    return found


def written(*files):
    """Write ``(name, media type, content)`` into a message and read it as others do."""
    rows = [
        Attachment(name, kind, f"{number}", len(content)).row()
        for number, (name, kind, content) in enumerate(files)
    ]
    raw = write_message(message(), rows, lambda sha256: BytesIO(files[int(sha256)][2]))
    return raw, email.message_from_bytes(raw, policy=email.policy.default)


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 57 * 1024, 57 * 1024 + 1, 300_000])
def test_contents_arrive_byte_for_byte(size):
    content = bytes(number % 251 for number in range(size))

    raw, read = written(("meter.bin", "application/octet-stream", content))

    (file,) = read.iter_attachments()
    assert file.get_content() == content
    assert read.get_body(("plain",)).get_content().strip() == "Here they are."
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_several_are_kept_apart():
    _raw, read = written(("a.png", "image/png", b"\x89PNG"), ("b.txt", "text/plain", b"B\n"))

    assert [(one.get_filename(), one.get_content_type()) for one in read.iter_attachments()] == [
        ("a.png", "image/png"),
        ("b.txt", "text/plain"),
    ]


@pytest.mark.parametrize(
    "name",
    ["Ñandú – año 2026.pdf", "請求書.pdf", "a b;c=d.pdf", 'a"b.pdf', f"{'ü' * 110}.pdf", "😀.pdf"],
)
def test_names_are_read_as_they_are(name):
    raw, read = written((name, "application/pdf", b"%PDF"))

    (file,) = read.iter_attachments()
    assert file.get_filename() == name
    assert raw.isascii()


@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/mixed", "nonsense", "", "text/"])
def test_a_kind_that_is_made_of_parts_is_sent_as_bytes(kind):
    _raw, read = written(("a.eml", kind, b"From: x\r\n\r\ny"))

    (file,) = read.iter_attachments()
    assert file.get_content_type() == "application/octet-stream"
    assert file.get_content() == b"From: x\r\n\r\ny"


def test_a_file_that_the_store_has_lost_stops_no_mail():
    def lost(sha256):
        raise FileNotFoundError(sha256)

    raw = write_message(message(), [Attachment("a.txt", "text/plain", "0", 3).row()], lost)

    assert b"Here they are." in raw


def test_a_large_file_is_in_memory_as_the_message_alone():
    megabyte = 1024 * 1024

    class Zeros(BytesIO):
        left = 25 * megabyte

        def read(self, size=-1):
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    rows = [Attachment("a.bin", "application/octet-stream", "0", 25 * megabyte).row()]
    tracemalloc.start()
    raw = write_message(message(), rows, lambda _sha256: Zeros())
    for piece in pieces_of(raw):
        assert len(piece) < megabyte
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(raw) > 33 * megabyte
    assert most < 2 * 25 * megabyte


class TestPieces:
    @pytest.mark.parametrize(
        ("message", "sent"),
        [
            (b"a\r\n", b"a\r\n.\r\n"),
            (b"a", b"a\r\n.\r\n"),
            (b".\r\n..b\r\nc.\r\n", b"..\r\n...b\r\nc.\r\n.\r\n"),
            (b"", b"\r\n.\r\n"),
        ],
    )
    def test_dots_at_the_start_of_lines_are_doubled(self, message, sent):
        assert b"".join(pieces_of(message)) == sent

    def test_no_line_is_cut_where_pieces_meet(self):
        message = b".line\r\n" * 50_000

        sent = b"".join(pieces_of(message))

        assert sent == b"..line\r\n" * 50_000 + b".\r\n"
