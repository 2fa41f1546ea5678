"""Small real files for the demo: a picture, an invoice, a form."""

from __future__ import annotations

import struct
import zlib

PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    b" /Resources << /Font << /F1 5 0 R >> >> >>"
)


def make_picture(shade: int) -> bytes:
    """Return a PNG of 240 × 160 pixels: a horizon in the evening.

    :param shade: 0 to 255, so that not all pictures are alike
    """
    width, height = 240, 160
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        is_sky = y < height * 2 // 3
        red, green, blue = (shade, 120 + y // 2, 200 - y // 2) if is_sky else (60, 80, shade // 2)
        rows += bytes((red, green, blue)) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def make_paper(title: str, lines: list[str]) -> bytes:
    """Return a PDF of one page with a title and some lines (ISO 32000-1)."""
    texts = [f"BT /F1 20 Tf 72 740 Td ({_plain(title)}) Tj ET"]
    texts += [
        f"BT /F1 11 Tf 72 {700 - 18 * number} Td ({_plain(line)}) Tj ET"
        for number, line in enumerate(lines)
    ]
    content = "\n".join(texts).encode("latin-1", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    paper = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(paper))
        paper += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(paper)
    paper += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    paper += b"".join(b"%010d 00000 n \n" % place for place in places)
    paper += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(paper)


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
