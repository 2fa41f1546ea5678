"""Putting a message into a case: as a new one, or as a note of one that exists."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote

from markupsafe import Markup, escape
from translationstring import TranslationStringFactory

from core.plugin.api import Refused, new_id
from core.plugin.api.cases import add_note, create_case, lock_case, read_new_case
from core.plugin.api.files import limits_of_mail, owner_of, stage_upload
from core.plugin.api.html import clean_html, place_pictures, says_nothing
from core.plugin.api.people import fold_address
from plugins.email_channel.parsing.reply import split_reply, split_reply_html
from plugins.email_channel.services.own_addresses import untagged
from plugins.email_channel.services.receiving import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.cases import Case, CaseNote
    from plugins.email_channel.parsing.mail import ParsedMail
    from plugins.email_channel.services.decision import Decision
    from plugins.email_channel.services.own_addresses import OwnMailbox

_ = TranslationStringFactory("email_channel")

CHANNEL = "email"
# More than any person attaches; the message itself has the rest.
MOST_FILES = 50
LONGEST_MESSAGE = 99_000  # characters of HTML; the form and notes take a little more
LONGEST_SUBJECT = 500
# What mail programs put before the subject that they answer or pass on, in the languages of the
# product and those of their neighbours.
PREFIX = re.compile(
    r"\s*(?:re|aw|antw|antwort|sv|vs|rif|ref|res|resp|rv|rép|rep|ynt|odp|"
    r"fw|fwd|wg|tr|i|enc|rem|inoltra|doorst)\s*(?:\[\d{1,3}\])?\s*[:：]",
    re.IGNORECASE,
)
MARK = re.compile(r"\s*\[#\s*\d{1,18}\s*\]\s*")


def file_case(
    scope: Scope,
    parsed: ParsedMail,
    *,
    mailbox: OwnMailbox | None,
    own: frozenset[str],
    contact_id: UUID,
    decision: Decision,
) -> tuple[Case, UUID | None]:
    """File a new case of what a message says; return it, and the note with the message.

    Nothing is filed twice: whoever decides about a message holds its row, and notes what became of
    it in the same transaction.

    :param scope: of the contact
    :param own: the folded addresses of our own mailboxes
    :raises Refused: a limit or a plugin does not allow it; nothing is written
    """
    taken = take_files(scope, parsed, decision)
    given = {
        "subject": subject_of(parsed.subject),
        "message": message_of(parsed, taken.pictures, is_reply=False),
    }
    preset = {**(mailbox.defaults if mailbox else {}), "cc": copies_of(parsed, own)}
    values = read_new_case(scope, given, contact_id=contact_id, is_partial=True, preset=preset)
    for key, why in values.dropped.items():
        decision.note("field_dropped", "left_out", f"{key}: {scope.translate(why)}")
    for key in values.missing:
        decision.note("field_missing", "asked_for", key)
    note_id = new_id() if values.given.get("message") else None
    case = create_case(scope, values, channel=CHANNEL, files=taken.ids, note_id=note_id)
    return case, note_id


def file_note(scope: Scope, parsed: ParsedMail, case: Case, decision: Decision) -> CaseNote:
    """Add a message to a case.

    :param scope: of the contact, or of a third party
    :raises Refused: a limit or a plugin does not allow it; nothing is written
    """
    taken = take_files(scope, parsed, decision)
    message = message_of(parsed, taken.pictures, is_reply=True)
    return add_note(scope, case, message, files=taken.ids, max_files=MOST_FILES, channel=CHANNEL)


def file_automatic(scope: Scope, parsed: ParsedMail, case: Case, decision: Decision) -> CaseNote:
    """Add an automatic answer to a case, for staff alone: it changes nothing and tells nobody.

    :param scope: of the system
    """
    lock_case(scope, case)
    taken = take_files(scope, parsed, decision)
    said = scope.translate(
        _("Automatic answer of ${sender}:", mapping={"sender": parsed.sender.address})
    )
    message = f"<p>{escape(said)}</p>{message_of(parsed, taken.pictures, is_reply=True)}"
    return add_note(
        scope,
        case,
        message,
        files=taken.ids,
        max_files=MOST_FILES,
        is_internal=True,
        channel=CHANNEL,
    )


def subject_of(subject: str) -> str:
    """Return a subject without what says that it is an answer, and without the number of a case."""
    rest = MARK.sub(" ", subject)
    while found := PREFIX.match(rest):
        rest = rest[found.end() :]
    return " ".join(rest.split())[:LONGEST_SUBJECT]


def message_of(parsed: ParsedMail, pictures: Mapping[str, UUID], *, is_reply: bool) -> str:
    """Return what a person newly wrote, as HTML of any kind; all of it if nothing else is left.

    The message itself stays as it came, so nothing that is left out is lost. Pictures within the
    text refer to the uploads that they have become; those from elsewhere are left out.

    :param pictures: content id -> upload
    :param is_reply: what it quotes stands in the case already
    """
    html, text = parsed.source_html, parsed.text
    if is_reply:
        html = split_reply_html(html, subject=parsed.subject).own
        text = split_reply(text, subject=parsed.subject).own
    clean = place_pictures(clean_html(html, pictures=True), lambda key: _refer(pictures, key))
    if says_nothing(clean) or len(clean) > LONGEST_MESSAGE:
        return as_html(text if text.strip() else parsed.text)
    return clean


def _refer(pictures: Mapping[str, UUID], key: str) -> str | None:
    upload_id = pictures.get(unquote(key))  # the id as an address (RFC 2392)
    return f"cid:{upload_id}" if upload_id is not None else None


def as_html(text: str) -> Markup:
    """Return plain text as paragraphs and line breaks, as much of it as a message may have."""
    kept = text.strip()
    html = _paragraphs(kept)
    while len(html) > LONGEST_MESSAGE:
        kept = kept[: min(LONGEST_MESSAGE, len(kept) * LONGEST_MESSAGE // len(html)) - 1]
        html = _paragraphs(f"{kept}…")
    return html


def _paragraphs(text: str) -> Markup:
    paragraphs = re.split(r"\n[ \t]*\n\s*", text)
    lines = ("<br>".join(escape(line) for line in part.split("\n")) for part in paragraphs)
    return Markup("").join(Markup(f"<p>{part}</p>") for part in lines)  # noqa: S704  # escaped


def copies_of(parsed: ParsedMail, own: frozenset[str]) -> list[str]:
    """Return whom a message names beside the sender, without our own mailboxes."""
    left_out = own | {fold_address(parsed.sender.address)}
    people = {
        fold_address(one.address): one.address for one in (*parsed.to, *parsed.cc) if one.address
    }
    return [address for key, address in people.items() if untagged(key) not in left_out]


@dataclass(slots=True)
class Taken:
    """Files that were taken in: all, and by their content ids those that the text shows."""

    ids: list[UUID] = field(default_factory=list)
    pictures: dict[str, UUID] = field(default_factory=dict)


def take_files(scope: Scope, parsed: ParsedMail, decision: Decision) -> Taken:
    """Take in what is attached, whatever it is, for the actor to attach to a case."""
    limits = limits_of_mail(scope, MOST_BYTES, MOST_FILES)
    taken = Taken()
    for attachment in parsed.attachments[:MOST_FILES]:
        if not attachment.content:
            continue
        try:
            upload = stage_upload(
                scope,
                BytesIO(attachment.content),
                attachment.name,
                owner=owner_of(scope.actor),
                limits=limits,
            )
        except Refused as refusal:
            decision.note("file", "only_in_the_original", f"{attachment.name}: {refusal}")
        else:
            taken.ids.append(upload.id)
            if attachment.is_inline:
                taken.pictures[attachment.content_id] = upload.id
    if len(parsed.attachments) > MOST_FILES:
        decision.note("file", "only_in_the_original", len(parsed.attachments) - MOST_FILES)
    return taken
