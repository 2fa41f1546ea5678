"""Header fields that plugins put on top of a mail as it travels: signatures, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import structlog

from core.errors import SpoiledError
from core.mail.message.headers import LONGEST_LINE
from core.plugin import hookspecs

if TYPE_CHECKING:
    from core.jobs.job import Job
    from core.scope import Scope

log = structlog.get_logger(__name__)

# RFC 6376 and RFC 8617.
SIGNATURES = (
    b"dkim-signature",
    b"arc-authentication-results",
    b"arc-message-signature",
    b"arc-seal",
)
MOST_BYTES = 16_384
BLANKS = (b" ", b"\t")  # with which a field goes on (RFC 5322)
_LINE = re.compile(rb"[\t -~]+")


def is_signed(scope: Scope) -> bool:
    """Whether any plugin of the tenant signs mails."""
    return bool(scope.hooks.plugins_with(hookspecs.sign_mail))


def sign_message(job: Job, message: bytes, sender: str) -> bytes:
    """Return the message with the signatures of the tenant's plugins on top.

    One that fails, or answers something else, adds nothing: its failure is logged and counted, and
    the mail goes out without.

    :param message: the whole message, with the line ends of RFC 5322
    """
    try:
        with job.scope(reading=True) as scope:
            given = {"scope": scope, "sender": sender}
            return scope.hooks.adjust(hookspecs.sign_mail, "message", message, _put_on_top, **given)
    except SpoiledError as error:
        log.warning("mail_unsigned", sender=sender, reason=str(error))
        return message


def _put_on_top(message: bytes, header: bytes) -> bytes:
    """Return the message with one plugin's header fields.

    :raises ValueError: they are none, or no signatures
    """
    if len(header) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES} bytes of signatures")
    if not header.endswith(b"\r\n"):
        raise ValueError("a header field ends with CR LF")
    lines = header[:-2].split(b"\r\n")
    if not all(_LINE.fullmatch(line) and len(line) <= LONGEST_LINE for line in lines):
        raise ValueError("a line of a header is empty, too long, or has other signs than ASCII")
    names = {line.partition(b":")[0].lower() for line in lines if line[:1] not in BLANKS}
    if header[:1] in BLANKS or not names.issubset(SIGNATURES):
        raise ValueError("only signatures can be put on top of a mail")
    return header + message
