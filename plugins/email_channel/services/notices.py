"""Mails that answer a message which was not taken, and what an assignee is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin.api import Recipient, may_mail, queue_mail
from core.plugin.api.cases import colleagues_of

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.cases import Case
    from plugins.email_channel.models import ReceivedMail
    from plugins.email_channel.parsing.mail import ParsedMail

CLOSED, UNKNOWN, THIRD_PARTY = "closed", "unknown_sender", "third_party"
DOMAIN = "email_channel"


def answer_closed(scope: Scope, case: Case, parsed: ParsedMail) -> None:
    """Tell a writer that the case is closed and takes no more messages."""
    _answer(scope, CLOSED, parsed, case)


def answer_unknown(scope: Scope, parsed: ParsedMail) -> None:
    """Tell a writer that mail of people who are not known is not taken."""
    _answer(scope, UNKNOWN, parsed, None)


def tell_assignee(scope: Scope, case: Case, mail: ReceivedMail, parsed: ParsedMail) -> None:
    """Tell whoever is in charge of a case that a third party's message waits in quarantine.

    A flood of such messages doesn't become one of mails: the others stand on the case's page.
    """
    for person in colleagues_of(scope, case).to:
        if not may_mail(scope, f"{DOMAIN}.{THIRD_PARTY}", person.address):
            continue
        queue_mail(
            scope,
            THIRD_PARTY,
            domain=DOMAIN,
            to=[person],
            data={
                "number": case.number,
                "sender": parsed.sender.address,
                "page": scope.link("email_channel.mail", "staff", id=mail.id),
            },
            case_id=case.id,
        )


def _answer(scope: Scope, kind: str, parsed: ParsedMail, case: Case | None) -> None:
    """Answer a message, unless a machine wrote it or its sender was answered often of late.

    From may be forged, so nothing of the message goes into the answer: neither words nor a name.
    """
    address = parsed.sender.address
    if parsed.automatic or parsed.is_list or not address:
        return
    if not may_mail(scope, f"{DOMAIN}.{kind}", address):
        return
    queue_mail(
        scope,
        kind,
        domain=DOMAIN,
        to=[Recipient(address)],
        data={
            "number": case.number if case else None,
            "page": scope.link("home"),
        },
    )
