"""A parsed message, as the rest of the plugin reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in an address header. Either may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of the message.

    :param name: a file name without folders, never empty
    :param media_type: as declared, in small letters, such as ``image/png``
    :param content_id: without ``<>``; empty if the part has none
    :param is_inline: a picture that the HTML body shows in its place
    """

    name: str
    media_type: str
    content: bytes
    content_id: str
    is_inline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BouncedRecipient:
    """Somebody whom our mail did not reach.

    :param status: an enhanced status code (RFC 3463) such as ``5.1.1``, or empty
    :param diagnostic: what the refusing server said, or empty
    """

    address: str
    status: str
    diagnostic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A report that mail of ours was not delivered.

    :param is_temporary: only late so far; the reporting server goes on trying
    :param original_ids: message ids of the mail that came back, without ``<>``
    :param reason: the first sentence that says why, or empty
    """

    recipients: tuple[BouncedRecipient, ...]
    is_temporary: bool
    original_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedMail:
    """A message. No text in it has a lone surrogate or a NUL.

    :param references: oldest first; all message ids stand without ``<>``
    :param date: in UTC; None if the header is missing or makes no sense
    :param text: the whole readable body, quotations and signature included
    :param html: the body as harmless formatting; empty if the message has no HTML
    :param source_html: the HTML as it came, hostile or not, for ``split_reply_html``; never shown
    :param headers: names as written and decoded values, in order
    :param automatic: empty, or a key that names the rule by which nothing may answer the message
        automatically, such as ``auto_submitted``, ``precedence``, ``list`` or ``out_of_office``
    :param is_list: came through a mailing list
    :param problems: keys of what was wrong with the message, such as ``charset_unknown``
    """

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    date: datetime | None
    sender: Person
    reply_to: tuple[Person, ...]
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    subject: str
    text: str
    html: str
    source_html: str
    attachments: tuple[Attachment, ...]
    headers: tuple[tuple[str, str], ...]
    automatic: str
    is_list: bool
    bounce: Bounce | None
    problems: tuple[str, ...]
