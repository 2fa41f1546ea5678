"""What plugins change of a mail before it is queued: never more than the rules of mails allow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.mail.message.addresses import (
    LONGEST_NAME,
    Recipient,
    clean_recipients,
    one_line,
    parse_address,
)
from core.mail.message.composing import LONGEST_SUBJECT
from core.mail.message.headers import added_header
from core.mail.message.plain_text import plain_text
from core.plugin import hookspecs
from core.plugin.contributions import MailDraft
from fields_config.html import clean_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.contributions import MailChanges
    from core.scope import Scope

LONGEST_FOOTER = 20_000
MOST_COPIES = 20
MOST_HEADERS = 10
END = "</body>"


def adjust_mail(scope: Scope, draft: MailDraft) -> MailDraft:
    """Return the mail with what the tenant's plugins change of it."""
    return scope.hooks.adjust(hookspecs.adjust_mail, "mail", draft, _adjust, scope=scope)


def _adjust(draft: MailDraft, changes: MailChanges) -> MailDraft:
    """Return the mail with one plugin's changes.

    :raises ValueError: they make no mail
    """
    draft = replace(
        draft,
        sender=_address(changes.sender) if changes.sender else draft.sender,
        sender_name=one_line(changes.sender_name, LONGEST_NAME) or draft.sender_name,
        subject=one_line(changes.subject, LONGEST_SUBJECT) or draft.subject,
        reply_to=_address(changes.reply_to) if changes.reply_to else draft.reply_to,
        headers=_add_headers(draft.headers, changes.headers),
        is_held=draft.is_held or changes.is_held,
    )
    return _add_footer(_change_recipients(draft, changes), changes.footer)


def _add_headers(before: Mapping[str, str], added: Mapping[str, str]) -> Mapping[str, str]:
    """Return the headers with those of one plugin; a header of the same name is replaced."""
    names = {name.lower() for name in added}
    headers = {name: text for name, text in before.items() if name.lower() not in names}
    for name, text in added.items():
        if type(name) is not str or type(text) is not str:
            raise ValueError("names and texts of headers must be plain text")
        added_header(name, text)
        headers[name] = text
    if len(headers) > MOST_HEADERS or len({name.lower() for name in headers}) < len(headers):
        raise ValueError(f"more than {MOST_HEADERS} headers, or one of them twice")
    return headers


def _change_recipients(draft: MailDraft, changes: MailChanges) -> MailDraft:
    if len(changes.copy_to) > MOST_COPIES:
        raise ValueError(f"copies to more than {MOST_COPIES} addresses")
    unwanted = {_address(address).casefold() for address in changes.without}
    to, cc = (
        tuple(pair for pair in people if pair[1].casefold() not in unwanted)
        for people in (draft.to, draft.cc)
    )
    if not to:
        raise ValueError("nobody is left in To; is_held=True holds a mail back")
    readers = [address for _name, address in (*to, *cc)]
    copies = [Recipient(_address(address)) for address in changes.copy_to]
    return replace(draft, to=to, cc=(*cc, *clean_recipients(copies, without=readers)))


def _add_footer(draft: MailDraft, footer: str) -> MailDraft:
    if len(footer) > LONGEST_FOOTER:
        raise ValueError(f"a footer of more than {LONGEST_FOOTER} letters")
    html = clean_html(footer)
    if not html:
        return draft
    before, end, after = draft.html.rpartition(END)
    return replace(
        draft,
        text=f"{draft.text}\n{plain_text(html).strip()}\n",
        html=f"{before}{html}{end}{after}" if end else f"{draft.html}{html}\n",
    )


def _address(address: str) -> str:
    found = parse_address(address)
    if found is None:
        raise ValueError(f"'{address}' is no address")
    return found
