"""How the mails of a case go out: from which mailbox, and with answers to where.

Mails of other kinds (proof of an address, welcome, a new password, an export) stay as they are:
nobody reads answers to them.

None of them carries List-Unsubscribe (RFC 2369, RFC 8058): they are about a case of their reader's
own, are sent one by one, and end with it. There is no list to leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import literal, select, true

from core.plugin.api import MailChanges, NotFoundError, record_activity
from core.plugin.api.cases import ANSWER
from core.plugin.api.people import fold_address
from plugins.email_channel.models import ChosenSender, Mailbox, ReceivedMail
from plugins.email_channel.services.own_addresses import untagged
from plugins.email_channel.services.reply_addresses import reply_address

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import MailDraft, Scope
    from core.plugin.api.cases import Case

SENDER = "email_channel.sender"
# What confirms a case, the second one if something is missing in it.
CONFIRMATIONS = frozenset({"case_created", "case_incomplete"})
# Those that can be answered, and their copies.
ANSWERED = CONFIRMATIONS | {"case_note", "case_closed", "case_reopened"}


@dataclass(frozen=True, slots=True)
class CaseSender:
    """What the mails of a case go out with.

    :param mailbox: the one that staff have chosen, else that to which its first mail came, else the
        tenant's default
    :param choices: the active mailboxes that staff may choose from, by their addresses
    :param is_automatic: a program wrote its first mail
    :param own: folded addresses of all mailboxes, and of what redirects to them
    """

    mailbox: Mailbox | None
    choices: tuple[Mailbox, ...]
    is_automatic: bool
    own: frozenset[str]


def adjust_mail(scope: Scope, mail: MailDraft) -> MailChanges | None:
    """Return what is different about a mail of a case that can be answered.

    It never goes to a mailbox of ours, which would answer; and a program that wrote the first mail
    of a case is not told that it came (RFC 3834, 2).
    """
    if mail.case_id is None or mail.kind not in ANSWERED:
        return None
    sender = sender_of(scope, mail.case_id)
    to, cc = (
        [one for _name, one in people if untagged(fold_address(one)) in sender.own]
        for people in (mail.to, mail.cc)
    )
    is_for_us = len(to) == len(mail.to)
    mailbox = sender.mailbox
    return MailChanges(
        sender=mailbox.address if mailbox else "",
        sender_name=mailbox.sender_name if mailbox else "",
        without=() if is_for_us else (*to, *cc),
        is_held=is_for_us or (sender.is_automatic and mail.kind in CONFIRMATIONS),
    )


def choose_reply_address(scope: Scope, case_id: UUID) -> str | None:
    """Return where answers to the mails of a case go; ``None`` without a mailbox."""
    mailbox = sender_of(scope, case_id).mailbox
    return None if mailbox is None else reply_address(scope, mailbox, case_id)


def sender_of(scope: Scope, case_id: UUID) -> CaseSender:
    """Return what the mails of a case go out with. Asks once in a session."""
    known: dict[UUID, CaseSender] = scope.session.info.setdefault(__name__, {})
    if case_id not in known:
        known[case_id] = _find(scope, case_id)
    return known[case_id]


def has_several_senders(scope: Scope) -> bool:
    """Whether there is more than one mailbox that mail may go out from."""
    query = select(Mailbox.id).where(Mailbox.is_active).limit(2)
    return len(scope.session.scalars(query).all()) > 1


def choose_sender(scope: Scope, case: Case, mailbox_id: UUID) -> Mailbox:
    """Let the mails of a case go out from a mailbox from now on, and answers come back to it.

    :raises ForbiddenError: the actor may not answer cases
    :raises NotFoundError: there is no such mailbox that mail may go out from
    """
    scope.require(ANSWER)
    choices = sender_of(scope, case.id).choices
    mailbox = next((one for one in choices if one.id == mailbox_id), None)
    if mailbox is None:
        raise NotFoundError(str(mailbox_id))
    row = ChosenSender(tenant_id=scope.tenant_id, id=case.id, mailbox_id=mailbox.id)
    scope.session.merge(row)
    scope.session.flush()
    scope.session.info.pop(__name__, None)
    record_activity(scope, SENDER, case_id=case.id, address=mailbox.address)
    return mailbox


def _find(scope: Scope, case_id: UUID) -> CaseSender:
    first = (
        select(ReceivedMail.mailbox_id, ReceivedMail.is_automatic)
        .where(ReceivedMail.case_id == case_id, ReceivedMail.tenant_id == scope.tenant_id)
        .order_by(ReceivedMail.id)
        .limit(1)
        .subquery()
    )
    always = select(literal(1).label("one")).subquery()
    rows = scope.session.execute(
        select(
            Mailbox,
            first.c.mailbox_id,
            first.c.is_automatic,
            ChosenSender.mailbox_id.label("chosen_id"),
        )
        .select_from(always)
        .outerjoin(first, true())
        .outerjoin(
            ChosenSender,
            (ChosenSender.tenant_id == scope.tenant_id) & (ChosenSender.id == case_id),
        )
        .outerjoin(Mailbox, true())
    ).all()
    mailboxes = [row.Mailbox for row in rows if row.Mailbox is not None]
    active = [one for one in mailboxes if one.is_active]
    chosen = [one for one in active if one.id == rows[0].chosen_id]
    chosen += [one for one in active if one.id == rows[0].mailbox_id]
    chosen += [one for one in active if one.is_default]
    named = [one.address for one in mailboxes] + [one.reply_to for one in mailboxes]
    return CaseSender(
        mailbox=chosen[0] if chosen else None,
        choices=tuple(sorted(active, key=lambda one: one.address_key)),
        is_automatic=bool(rows[0].is_automatic),
        own=frozenset(untagged(fold_address(one)) for one in named if one),
    )
