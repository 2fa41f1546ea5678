"""A received message, as it is shown: read from the original each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from markupsafe import Markup

from core.plugin.api import NotFoundError
from core.plugin.api.html import clean_html, place_pictures
from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.parsing.reply import split_reply, split_reply_html
from plugins.email_channel.permissions import SEE
from plugins.email_channel.services.deciding import get_mail
from plugins.email_channel.services.receiving import read_raw
from plugins.email_channel.services.reply_addresses import mask_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.plugin.api import Scope
    from plugins.email_channel.models import ReceivedMail
    from plugins.email_channel.parsing import Attachment, ParsedMail

# Nobody has read these yet, or reading them came to no end: not in a page's time.
UNREAD = frozenset(("waiting", "failed"))
MOST_HEADERS = 200
LONGEST_HEADER = 2_000  # characters
MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Body:
    """What a message says, in two: what is new in it, and what it quotes.

    :ivar is_html: both are HTML, with references to the pictures within (``place_pictures``); else
        both are text as it was typed
    """

    own: str
    quoted: str
    is_html: bool

    def placed(self, pictures: Mapping[str, str]) -> Body:
        """Return it with its pictures at their addresses, by their content ids; others are gone."""
        if not self.is_html:
            return self
        own, quoted = (
            Markup(place_pictures(one, lambda key: pictures.get(unquote(key))))  # noqa: S704  # they are clean
            for one in (self.own, self.quoted)
        )
        return Body(own, quoted, is_html=True)


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """A message. ``parsed`` and ``body`` are there unless it was not, or can't be, read."""

    mail: ReceivedMail
    parsed: ParsedMail | None = None
    body: Body | None = None


def open_mail(scope: Scope, mail_id: UUID) -> OpenedMail:
    """Return a message with what it says.

    :raises ForbiddenError: the actor may not see it
    :raises NotFoundError: there is no such message
    """
    scope.require(SEE.name)
    mail = get_mail(scope, mail_id)
    if mail.state in UNREAD:
        return OpenedMail(mail)
    try:
        parsed = parse_mail(read_raw(scope, mail))
    except FileNotFoundError:
        return OpenedMail(mail)
    return OpenedMail(mail, parsed, _body_of(scope, parsed))


def read_original(scope: Scope, mail_id: UUID) -> bytes:
    """Return a message as it came.

    :raises ForbiddenError: the actor may not see it
    :raises NotFoundError: there is no such message, or the store has lost it
    """
    scope.require(SEE.name)
    mail = get_mail(scope, mail_id)
    try:
        return read_raw(scope, mail)
    except FileNotFoundError:
        raise NotFoundError(str(mail_id)) from None


def read_attachment(scope: Scope, mail_id: UUID, position: int) -> Attachment:
    """Return a file of a message.

    :param position: its place among them, from 0
    :raises ForbiddenError: the actor may not see it
    :raises NotFoundError: there is no such message, or no such file in it
    """
    parsed = open_mail(scope, mail_id).parsed
    if parsed is None or position >= len(parsed.attachments):
        raise NotFoundError(f"file {position} of {mail_id}")
    return parsed.attachments[position]


def headers_of(scope: Scope, parsed: ParsedMail) -> list[tuple[str, str]]:
    """Return the headers, as far as a page holds them, without what lets one write to a case."""
    return [
        (name, mask_tokens(scope, value[:LONGEST_HEADER]))
        for name, value in parsed.headers[:MOST_HEADERS]
    ]


def _body_of(scope: Scope, parsed: ParsedMail) -> Body:
    if not parsed.html:
        own, quoted = split_reply(mask_tokens(scope, parsed.text), subject=parsed.subject)
        return Body(own, quoted, is_html=False)
    html = mask_tokens(scope, parsed.source_html)
    own, quoted = split_reply_html(html, subject=parsed.subject)
    return Body(_harmless(own), _harmless(quoted), is_html=True)


def _harmless(html: str) -> Markup:
    return Markup(clean_html(html, pictures=True))  # noqa: S704  # that is what cleaning is for
