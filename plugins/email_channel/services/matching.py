"""Which case a message belongs to.

In this order: it answers a mail that we sent, it comes to an address that we gave out, it answers a
message of the case that came from outside, or its subject names the case. The first two prove that
the writer was sent something about the case; the others are hints, which anybody can write, so they
count for people of the case only, as far as they are believed to be them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from core.plugin.api import NotFoundError
from core.plugin.api.cases import get_case, get_case_by_id
from core.plugin.api.people import fold_address
from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services.reply_addresses import case_of_addresses

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.cases import Case
    from core.plugin.api.mail import SentMail
    from core.plugin.api.people import Contact
    from plugins.email_channel.parsing.mail import ParsedMail

By = Literal["message_id", "reply_address", "their_message_id", "subject"]

MOST_IDS = 50
NUMBER = re.compile(r"\[#\s{0,3}(\d{1,18})\s{0,3}\]")
MOST_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class Match:
    """The case, by what it was found, and the text that it was found by."""

    case: Case
    by: By
    found: str


def find_match(
    scope: Scope,
    mail: ReceivedMail,
    parsed: ParsedMail,
    ours: Mapping[str, SentMail],
    *,
    sender: Contact | None,
    is_sender_believed: bool,
) -> Match | None:
    """Return the case that a message belongs to.

    :param scope: of the system
    :param ours: mails of ours, those that it answers among them
    :param sender: the contact with the sender's address
    :param is_sender_believed: whether who it says that it is from may count
    """
    ids = answered_ids(parsed)
    proved = _by_our_mail(scope, ids, ours) or _by_reply_address(scope, mail, parsed)
    if proved is not None or not is_sender_believed:
        return proved
    return _for_people_of_the_case(
        _by_their_mail(scope, ids), parsed, sender
    ) or _for_people_of_the_case(_by_subject(scope, parsed.subject), parsed, sender)


def answered_ids(parsed: ParsedMail) -> list[str]:
    """Return the ids of the messages that one answers, the nearest first."""
    # The last reference is what was answered, the first is the oldest.
    ids = dict.fromkeys((parsed.in_reply_to, *reversed(parsed.references)))
    return [one for one in list(ids)[:MOST_IDS] if one]


def as_headers(ids: Iterable[str]) -> list[str]:
    """Return message ids in their angle brackets, as our mails are stored under them."""
    return [f"<{one}>" for one in ids if one]


def takes_part(case: Case, address: str, contact: Contact | None) -> bool:
    """Whether an address is that of the case's contact, or of somebody it is copied to.

    :param contact: the one with that address
    """
    is_theirs = contact is not None and contact.id == case.contact_id
    return is_theirs or fold_address(address) in map(fold_address, case.cc)


def _by_our_mail(scope: Scope, ids: Sequence[str], ours: Mapping[str, SentMail]) -> Match | None:
    for message_id in as_headers(ids):
        sent = ours.get(message_id)
        if sent is not None and sent.case_id is not None:
            return _match(scope, sent.case_id, "message_id", message_id)
    return None


def _by_reply_address(scope: Scope, mail: ReceivedMail, parsed: ParsedMail) -> Match | None:
    people = (*parsed.to, *parsed.cc)
    addresses = [*mail.envelope_to, *(person.address for person in people)]
    case_id = case_of_addresses(scope, addresses)
    return None if case_id is None else _match(scope, case_id, "reply_address", "")


def _by_their_mail(scope: Scope, ids: Sequence[str]) -> Match | None:
    if not ids:
        return None
    rows = scope.session.execute(
        select(ReceivedMail.message_id, ReceivedMail.case_id)
        .where(ReceivedMail.message_id.in_(ids), ReceivedMail.case_id.is_not(None))
        .limit(MOST_IDS)
    ).all()
    known: dict[str, UUID] = {row.message_id: row.case_id for row in rows}
    first = next((one for one in ids if one in known), None)
    return None if first is None else _match(scope, known[first], "their_message_id", first)


def _by_subject(scope: Scope, subject: str) -> Match | None:
    for number in NUMBER.findall(subject)[:MOST_NUMBERS]:
        try:
            return Match(get_case(scope, number), "subject", f"[#{number}]")
        except NotFoundError:
            continue
    return None


def _match(scope: Scope, case_id: UUID, by: By, found: str) -> Match | None:
    try:
        return Match(get_case_by_id(scope, case_id), by, found)
    except NotFoundError:
        return None


def _for_people_of_the_case(
    match: Match | None, parsed: ParsedMail, sender: Contact | None
) -> Match | None:
    if match is None or takes_part(match.case, parsed.sender.address, sender):
        return match
    return None
