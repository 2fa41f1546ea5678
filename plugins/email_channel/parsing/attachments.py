"""Parts of a message as files."""

from __future__ import annotations

import mimetypes
import re

from plugins.email_channel.parsing import charsets
from plugins.email_channel.parsing.header_block import Headers, read_headers
from plugins.email_channel.parsing.header_words import decode_words
from plugins.email_channel.parsing.limits import MAX_NAME
from plugins.email_channel.parsing.mail import Attachment
from plugins.email_channel.parsing.parts import Part

_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_FOLDERS = re.compile(r"^.*[\\/]")
_TNEF_NAMES = ("winmail.dat", "win.dat")
_TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")
# What the names of the operating system would leave open, or call oddly.
_ENDINGS = {
    "message/rfc822": ".eml",
    "message/global": ".eml",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "text/rfc822-headers": ".txt",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/plain": ".txt",
    "text/html": ".html",
    "image/jpeg": ".jpg",
    "image/pjpeg": ".jpg",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/pgp-signature": ".asc",
    "application/pgp-encrypted": ".asc",
    "application/pgp-keys": ".asc",
}
_STEMS = {
    "text/calendar": "invite",
    "application/pkcs7-signature": "smime",
    "application/x-pkcs7-signature": "smime",
    "application/pkcs7-mime": "smime",
    "application/x-pkcs7-mime": "smime",
    "application/pgp-signature": "signature",
    "message/delivery-status": "delivery-status",
}
_MESSAGES = ("message/rfc822", "message/global")
_PICTURES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}


def attachment_of(part: Part, content: bytes | None = None) -> Attachment:
    """Return a part as a file.

    :param content: what is in it, where the caller has decoded it already
    """
    content = part.content() if content is None else content
    return Attachment(
        name=file_name(part.file_name) or _made_up(part, content),
        media_type=part.media_type,
        content=content,
        content_id=charsets.tidy(part.content_id),
        is_inline=False,
    )


def picture_type(content: bytes) -> str:
    """Return the media type of a picture that browsers show, by its first bytes; else nothing."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((name for name, begins in _PICTURES.items() if content.startswith(begins)), "")


def file_of(name: bytes, content: bytes, media_type: str = "") -> Attachment:
    """Return a file whose name alone is known."""
    text = file_name(decode_words(charsets.decode(name)[0])) or "file"
    guessed = media_type or mimetypes.guess_type(text)[0] or "application/octet-stream"
    return Attachment(
        name=text, media_type=guessed, content=content, content_id="", is_inline=False
    )


def is_tnef(part: Part) -> bool:
    """Say whether the part is the container of Outlook that holds the real files."""
    return part.media_type in _TNEF_TYPES or (
        part.media_type == "application/octet-stream" and part.file_name.lower() in _TNEF_NAMES
    )


def file_name(declared: str) -> str:
    """Return a declared name without folders, controls and marks of direction, of sane length."""
    name = _FOLDERS.sub("", _UNWANTED.sub(" ", charsets.tidy(declared)).strip())
    name = " ".join(name.split()).strip(". ") if name.strip(". ") == "" else " ".join(name.split())
    if len(name) > MAX_NAME:
        stem, dot, ending = name.rpartition(".")
        keep = dot + ending if dot and len(ending) <= 10 else ""  # noqa: PLR2004 - no ending is longer
        name = (stem if keep else name)[: MAX_NAME - len(keep)] + keep
    return name


def _made_up(part: Part, content: bytes) -> str:
    media_type = part.media_type
    ending = _ENDINGS.get(media_type) or mimetypes.guess_extension(media_type) or ""
    if media_type in _MESSAGES:
        fields, _body = read_headers(content, 0, min(len(content), 64 * 1024))
        subject = decode_words(Headers.of(fields).get("subject"))
        stem = file_name(subject.replace("/", "-").replace("\\", "-"))[:80] or "message"
        return stem + ending
    return _STEMS.get(media_type, media_type.split("/")[0]) + ending
