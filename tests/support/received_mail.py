"""Building messages for tests, byte by byte as servers hand them over."""

import base64


def message(body="", *, charset="utf-8", **headers):
    """Return a plain message; ``message_id`` stands for Message-ID, an empty header is left out."""
    given = {
        "from": "Ana Pérez <ana@cliente.example>",
        "to": "ayuda@empresa.example",
        "subject": "Una pregunta",
        "message_id": "<uno@cliente.example>",
        "date": "Mon, 06 Jul 2026 10:00:00 +0200",
        "content_type": f"text/plain; charset={charset}",
        "content_transfer_encoding": "8bit",
        **headers,
    }
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in given.items() if value]
    head = "\r\n".join(lines).encode()
    return head + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode(charset))


def part(content, content_type, **headers):
    """Return one part of a divided message, in base64 unless it says otherwise."""
    given = {"content_type": content_type, "content_transfer_encoding": "base64", **headers}
    lines = [f"{name.replace('_', '-').title()}: {value}" for name, value in given.items()]
    data = content.encode() if isinstance(content, str) else content
    if given["content_transfer_encoding"] == "base64":
        data = base64.encodebytes(data)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def divided(kind, *parts, boundary="frontera", **parameters):
    """Return a multipart part or, with headers in front, the rest of a message."""
    more = "".join(f"; {name.replace('_', '-')}={value}" for name, value in parameters.items())
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\r\n\r\n'.encode()
    line = b"\r\n--" + boundary.encode()
    return head + b"".join(line + b"\r\n" + one for one in parts) + line + b"--\r\n"


def with_headers(rest, **headers):
    """Return a message whose last headers and body are ``rest``."""
    start = message("", **{"content_type": "", "content_transfer_encoding": "", **headers})
    return start.removesuffix(b"\r\n") + rest


def names(mail):
    return [one.name for one in mail.attachments]


def picture():
    return base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
        "gg=="
    )
