"""What becomes of a message: rule by rule, each of which is written down.

The From line proves nothing. Who sent a message counts as far as its checks say, and what it may do
to a case depends on how it found that case (:mod:`plugins.email_channel.services.matching`).
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, func, select

from core.plugin.api import NotFoundError, PreparedQuery, Refused, record_activity
from core.plugin.api.cases import as_third_party, goes_on_in, reopening_policy
from core.plugin.api.mail import find_sent_mails
from core.plugin.api.people import (
    acting_as_contact,
    find_contact_by_address,
    fold_address,
    read_colleagues,
)
from plugins.email_channel.models import LONGEST_ADDRESS, LONGEST_MESSAGE_ID, ReceivedMail
from plugins.email_channel.parsing.out_of_office import is_absence_subject
from plugins.email_channel.services.authentication import Authentication
from plugins.email_channel.services.blocking import find_block
from plugins.email_channel.services.bounces import record_report
from plugins.email_channel.services.decision import Decision
from plugins.email_channel.services.filing import (
    file_automatic,
    file_case,
    file_note,
)
from plugins.email_channel.services.matching import (
    answered_ids,
    as_headers,
    find_match,
    takes_part,
)
from plugins.email_channel.services.notices import (
    answer_closed,
    answer_unknown,
    tell_assignee,
)
from plugins.email_channel.services.own_addresses import OwnMailbox, list_own, own_keys, untagged
from plugins.email_channel.services.senders import make_contact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Select

    from core.plugin.api import Scope
    from core.plugin.api.cases import Case
    from core.plugin.api.mail import SentMail
    from core.plugin.api.people import Contact
    from plugins.email_channel.parsing.mail import ParsedMail
    from plugins.email_channel.services.matching import Match

T = TypeVar("T")

# A message that has gone round so often goes round for ever (RFC 5321, 6.3, names 100).
MOST_HOPS = 60
# Automatic mail that answers something; it never makes a case.
ANSWERS = frozenset(("auto_reply", "calendar", "out_of_office"))
DAY = timedelta(days=1)
MOST_AUTOMATIC = 20  # notes of a case in a day
WAITING = frozenset(("waiting",))
# What can still be decided about. A message that can't be read can only be looked at and refused.
UNDECIDED = frozenset(("quarantined", "recorded", "rejected"))


@dataclass(slots=True, kw_only=True)
class Sorting:
    """A message while it is decided about."""

    scope: Scope
    mail: ReceivedMail
    parsed: ParsedMail
    checks: Authentication
    mailboxes: Sequence[OwnMailbox]
    settings: Mapping[str, Any]
    # Mails of ours by their ids: this message itself, and those that it answers.
    ours: Mapping[str, SentMail]
    decision: Decision = field(default_factory=Decision)
    match: Match | None = None
    # Whose address the sender's is, and who it is as far as that is believed.
    known: Contact | None = None
    contact: Contact | None = None
    # Staff have looked at it: what is in doubt is taken.
    is_accepted: bool = False
    # It was decided about before: nobody is told again.
    is_replayed: bool = False

    @property
    def mailbox(self) -> OwnMailbox | None:
        """The mailbox that it came to, or the default one."""
        wanted = self.mail.mailbox_id
        found = (one for one in self.mailboxes if (one.id == wanted if wanted else one.is_default))
        return next(found, None)


def decide_mail(
    scope: Scope,
    mail_id: UUID,
    parsed: ParsedMail,
    checks: Authentication | None = None,
    *,
    is_accepted: bool = False,
    is_replayed: bool = False,
) -> ReceivedMail:
    """Decide about a message and do what follows, all in the caller's transaction.

    One that has been filed stays as it is, so deciding again makes nothing twice; and what staff
    have decided stays so, unless they decide anew.

    :param scope: of the system
    :param parsed: what it says; :func:`plugins.email_channel.parsing.parse_mail`
    :param checks: what is known of its sender; from the network, so it is asked for beforehand. By
        default what was found when it came
    :param is_accepted: a member of staff has let it in: only what can't be done is refused
    :param is_replayed: decided about anew, as a parameter has changed: nobody is told again
    :raises NotFoundError: there is no such message
    """
    mail = get_mail(scope, mail_id, lock=True)
    is_again = is_replayed and not mail.decided_by
    if mail.state not in (UNDECIDED if is_again or is_accepted else WAITING):
        return mail  # somebody has decided meanwhile
    sorting = Sorting(
        scope=scope,
        mail=mail,
        parsed=parsed,
        checks=checks or _checks_of(mail),
        mailboxes=list_own(scope),
        settings=scope.tenant.settings("email_channel"),
        ours=find_sent_mails(scope, as_headers([parsed.message_id, *answered_ids(parsed)])),
        is_accepted=is_accepted,
        is_replayed=is_replayed,
    )
    verdict = _verdict_on(sorting)
    sorting.decision.note("authentication", verdict, "; ".join(sorting.checks.details))
    for rule in RULES:
        rule(sorting)
        if sorting.decision.outcome is not None:
            break
    _store(sorting)
    return mail


def get_mail(scope: Scope, mail_id: UUID, *, lock: bool = False) -> ReceivedMail:
    """Return a received message.

    :raises NotFoundError: there is none
    """
    query = _HELD if lock else _BY_ID
    mail: ReceivedMail | None = query(scope.session, id=mail_id).scalar()
    if mail is None:
        raise NotFoundError(str(mail_id))
    return mail


def _by_id() -> Select[Any]:
    return select(ReceivedMail).where(ReceivedMail.id == bindparam("id"))


_BY_ID = PreparedQuery(_by_id)
_HELD = PreparedQuery(lambda: _by_id().with_for_update().execution_options(populate_existing=True))


def give_up(scope: Scope, mail_id: UUID, reason: str) -> None:
    """Put a message aside that can't be read, where staff see it."""
    mail = get_mail(scope, mail_id, lock=True)
    if mail.state == "waiting":
        mail.state, mail.outcome = "failed", "unreadable"
        mail.error, mail.decided_at = reason[:2000], scope.now()


# --- the rules, in their order; one that decides ends it


def _refuse_own_mail(sorting: Sorting) -> None:
    """Notice what we have sent ourselves, and what goes round."""
    parsed, decision = sorting.parsed, sorting.decision
    hops = sum(1 for name, _value in parsed.headers if name.lower() == "received")
    if hops > MOST_HOPS:
        decision.note("hops", "goes_round", hops)
        decision.end("loop")
        return
    if sorting.is_accepted:
        return
    if any(one in sorting.ours for one in as_headers([parsed.message_id])):
        decision.note("own_message_id", "own_mail", parsed.message_id)
        decision.end("own_mail")
        return
    key = untagged(fold_address(parsed.sender.address))
    if key in own_keys(sorting.mailboxes):
        decision.note("own_sender", "own_mail", parsed.sender.address)
        decision.end("own_mail")


def _refuse_blocked(sorting: Sorting) -> None:
    entry = find_block(sorting.scope, sorting.parsed.sender.address)
    if entry is not None and not sorting.is_accepted:
        sorting.decision.note("block_list", "refused", entry)
        sorting.decision.end("blocked")


def _take_bounce(sorting: Sorting) -> None:
    """Note a report of delivery with the mail of ours that it is about."""
    scope, decision, bounce = sorting.scope, sorting.decision, sorting.parsed.bounce
    if bounce is None:
        return
    result = "temporary" if bounce.is_temporary else "not_delivered"
    decision.note("bounce", result, ", ".join(one.address for one in bounce.recipients))
    ids = bounce.original_ids or (sorting.parsed.in_reply_to, *sorting.parsed.references)
    message_id, sent = next(iter(find_sent_mails(scope, as_headers(ids)).items()), ("", None))
    if sent is None:
        # Nobody proves that it was ours, so nobody's address is marked.
        decision.note("our_mail", "not_found", ", ".join(ids[:3]))
    else:
        decision.note("our_mail", "found", message_id)
        decision.case_id = sent.case_id
        if not bounce.is_temporary:
            record_report(scope, sent, bounce)
    decision.end("bounce")


def _find_case(sorting: Sorting) -> None:
    scope, mail, parsed = sorting.scope, sorting.mail, sorting.parsed
    address = parsed.sender.address
    sorting.known = find_contact_by_address(scope, address) if address else None
    is_believed = _is_believed(sorting)
    sorting.match = find_match(
        scope, mail, parsed, sorting.ours, sender=sorting.known, is_sender_believed=is_believed
    )
    if sorting.match is None:
        sorting.decision.note("case", "none")
    else:
        found = f"#{sorting.match.case.number} {sorting.match.found}"
        sorting.decision.note(sorting.match.by, "found", found)


def _take_automatic(sorting: Sorting) -> None:
    """Keep automatic mail from reaching anybody, or beginning anything."""
    parsed, decision = sorting.parsed, sorting.decision
    if not parsed.automatic:
        return
    decision.note("automatic", "not_answered", parsed.automatic)
    if sorting.match is not None and _are_many(sorting.scope, sorting.match.case):
        decision.note("automatic", "only_recorded", MOST_AUTOMATIC)
        decision.case_id = sorting.match.case.id
        decision.end("automatic")
        return
    if sorting.match is not None:
        note = _try(sorting, lambda: _file_automatic(sorting, sorting.match), keeps=False)
        if note is not None:
            decision.end("automatic_note")
        return
    if sorting.is_accepted:
        return
    is_wanted = sorting.settings["automatic_mail"] == "case" and not _is_answer(parsed)
    decision.note("parameter_automatic", "case" if is_wanted else "only_recorded")
    if not is_wanted:
        decision.end("automatic")


def _are_many(scope: Scope, case: Case) -> bool:
    """Whether programs have answered about a case so often today that nobody wants to read more."""
    rows = scope.session.scalar(
        select(func.count())
        .select_from(ReceivedMail)
        .where(
            ReceivedMail.case_id == case.id,
            ReceivedMail.outcome == "automatic_note",
            ReceivedMail.decided_at > scope.now() - DAY,
        )
    )
    return (rows or 0) >= MOST_AUTOMATIC


def _is_answer(parsed: ParsedMail) -> bool:
    """Whether a program answered something by it, as with an absence notice (RFC 3834, 5)."""
    submitted = (value for name, value in parsed.headers if name.lower() == "auto-submitted")
    return (
        parsed.automatic in ANSWERS
        or any(value.strip().lower().startswith("auto-replied") for value in submitted)
        or is_absence_subject(parsed.subject)
    )


def _file_automatic(sorting: Sorting, match: Match | None) -> UUID | None:
    if match is None:
        return None
    note = file_automatic(sorting.scope, sorting.parsed, match.case, sorting.decision)
    sorting.decision.case_id, sorting.decision.note_id = note.case_id, note.id
    return note.id


def _check_sender(sorting: Sorting) -> None:
    """See who it is, and whether that is believed."""
    decision, address = sorting.decision, sorting.parsed.sender.address
    contact = sorting.known
    if contact is not None and contact.hidden and not sorting.is_accepted:
        decision.note("contact", "hidden", address)
        decision.end("hidden_contact")
        return
    sorting.contact = contact
    decision.note("contact", "none" if contact is None else "found", address)
    if _verdict_on(sorting) != "fail" or sorting.is_accepted:
        return
    parameter = sorting.settings["failed_authentication"]
    decision.note("parameter_authentication", parameter, address)
    if parameter == "accept":
        return
    if parameter == "quarantine" or sorting.match is None:
        decision.end("not_authentic")
    else:
        sorting.contact = None  # whoever it is, it is not shown to be them


def _is_believed(sorting: Sorting) -> bool:
    """Whether the sender counts as who they say they are."""
    is_failed = _verdict_on(sorting) == "fail"
    does_not_matter = sorting.settings["failed_authentication"] == "accept"
    return not is_failed or does_not_matter or sorting.is_accepted


def _verdict_on(sorting: Sorting) -> str:
    """Return the verdict on the sender; another domain's does not count, unless it is bad."""
    checks = sorting.checks
    is_about_them = fold_address(sorting.parsed.sender.address).endswith(f"@{checks.domain}")
    return checks.verdict if is_about_them or checks.verdict == "fail" else "unknown"


def _checks_of(mail: ReceivedMail) -> Authentication:
    """Return what the record of an earlier decision says of the check of the sender."""
    step = next((one for one in mail.decision if one["rule"] == "authentication"), None)
    if step is None:
        return Authentication()
    domain = fold_address(mail.sender).rpartition("@")[2]
    return Authentication(domain=domain, verdict=step["result"], details=(step["found"],))


def _hold_staff(sorting: Sorting) -> None:
    """Keep staff from acting by mail, and their words for colleagues from a case's contact."""
    address, match, contact = sorting.parsed.sender.address, sorting.match, sorting.contact
    is_theirs = contact is not None and (match is None or contact.id == match.case.contact_id)
    if is_theirs or (sorting.is_accepted and match is not None):
        return
    key = fold_address(address)
    if any(one.email and fold_address(one.email) == key for one in read_colleagues(sorting.scope)):
        # Staff act only where they have signed in.
        sorting.decision.note("sender", "staff", address)
        sorting.decision.case_id = match.case.id if match is not None else None
        sorting.decision.end("staff_sender")


def _add_to_case(sorting: Sorting) -> None:
    if sorting.match is None:
        return
    scope, case, contact = sorting.scope, sorting.match.case, sorting.contact
    is_theirs = contact is not None and contact.id == case.contact_id
    if not is_theirs and not _may_third_party(sorting, case):
        if not sorting.is_replayed:
            tell_assignee(scope, case, sorting.mail, sorting.parsed)
        sorting.decision.case_id = case.id
        sorting.decision.end("third_party")
        return
    policy = reopening_policy(scope)
    if case.is_closed:
        sorting.decision.note("closed_case", policy.reply_to_closed, f"#{case.number}")
        following = goes_on_in(scope, case)
        if following.id != case.id:
            case = following
            sorting.decision.note("closed_case", "goes_on", f"#{case.number}")
    if policy.outcome_of_reply(case, scope.now()) == "refuse":
        if not sorting.is_replayed:
            answer_closed(scope, case, sorting.parsed)
        sorting.decision.case_id = case.id
        sorting.decision.end("closed")
        return
    if is_theirs and contact is not None:
        writer = acting_as_contact(scope, contact)
    else:
        writer = as_third_party(scope, case, contact)
    note = _try(
        sorting,
        lambda: file_note(writer, sorting.parsed, case, sorting.decision),
        keeps=not sorting.parsed.attachments,
    )
    if note is not None:
        decision = sorting.decision
        decision.case_id, decision.note_id = note.case_id, note.id
        decision.end("note" if note.case_id == case.id else "follow_up")


def _may_third_party(sorting: Sorting, case: Case) -> bool:
    part = takes_part(case, sorting.parsed.sender.address, sorting.known)
    sorting.decision.note("takes_part", "yes" if part else "no", sorting.parsed.sender.address)
    if sorting.is_accepted:
        return True
    parameter = sorting.settings["third_party"]
    sorting.decision.note("parameter_third_party", parameter)
    return bool(parameter == "accept")


def _know_sender(sorting: Sorting) -> None:
    """Make a contact of an unknown sender, or don't, as the tenant has chosen."""
    if sorting.contact is not None:
        return
    scope, parsed, decision = sorting.scope, sorting.parsed, sorting.decision
    address = parsed.sender.address
    if not address:
        decision.note("sender", "missing")
        decision.end("unknown_sender")
        return
    parameter = "create_contact" if sorting.is_accepted else sorting.settings["unknown_sender"]
    decision.note("parameter_unknown_sender", parameter, address)
    if parameter == "quarantine":
        decision.end("unknown_sender")
    elif parameter == "reject":
        if not sorting.is_replayed:
            answer_unknown(scope, parsed)
        decision.end("unknown_sender", "rejected")
    else:
        made = _try(
            sorting, lambda: make_contact(scope, parsed.sender, sorting.mailbox), keeps=False
        )
        sorting.contact = made


def _open_case(sorting: Sorting) -> None:
    contact = sorting.contact
    if contact is None:
        raise LookupError("a case needs a contact")
    writer = acting_as_contact(sorting.scope, contact)
    filed = _try(
        sorting,
        lambda: file_case(
            writer,
            sorting.parsed,
            mailbox=sorting.mailbox,
            own=own_keys(sorting.mailboxes),
            contact_id=contact.id,
            decision=sorting.decision,
        ),
        keeps=not sorting.parsed.attachments,
    )
    if filed is not None:
        case, note_id = filed
        sorting.decision.note("case", "new", f"#{case.number}")
        sorting.decision.case_id = case.id
        sorting.decision.note_id = note_id
        sorting.decision.end("case")


RULES: tuple[Callable[[Sorting], None], ...] = (
    _refuse_own_mail,
    _refuse_blocked,
    _take_bounce,
    _find_case,
    _take_automatic,
    _check_sender,
    _hold_staff,
    _add_to_case,
    _know_sender,
    _open_case,
)


def _try(sorting: Sorting, act: Callable[[], T], *, keeps: bool) -> T | None:
    """Do something that a limit, a plugin or the form may refuse; then nothing of it stays.

    :param keeps: it sees to that by itself
    """
    try:
        with nullcontext() if keeps else sorting.scope.session.begin_nested():
            return act()
    except Refused as refusal:
        texts = [refusal.message, *refusal.fields.values()]
        said = " ".join(sorting.scope.translate(text) for text in texts if text)
        sorting.decision.note("refusal", "refused", said)
        sorting.decision.end("refused")
        return None


def _describe(mail: ReceivedMail, parsed: ParsedMail) -> None:
    """Note what lists and searches show of a message."""
    mail.message_id = parsed.message_id[:LONGEST_MESSAGE_ID]
    mail.sender = parsed.sender.address[:LONGEST_ADDRESS]
    mail.sender_key = fold_address(mail.sender)
    mail.sender_name = parsed.sender.name[:200]
    mail.subject = parsed.subject[:800]
    mail.is_automatic = bool(parsed.automatic)


def _store(sorting: Sorting) -> None:
    mail, decision, before = sorting.mail, sorting.decision, sorting.mail.outcome
    if decision.outcome is None or decision.state is None:
        raise LookupError("no rule has decided about a message")
    _describe(mail, sorting.parsed)
    mail.outcome, mail.state = decision.outcome, decision.state
    mail.decision = decision.steps
    mail.decided_at = sorting.scope.now()
    mail.case_id, mail.note_id = decision.case_id, decision.note_id
    mail.contact_id = sorting.contact.id if sorting.contact is not None else None
    sorting.scope.session.flush()
    # What was filed is on record as a case or a note.
    if mail.state == "filed" or mail.outcome == before:
        return
    record_activity(
        sorting.scope,
        "email_channel.mail_received",
        case_id=mail.case_id,
        contact_id=mail.contact_id,
        mail=mail.id,
        outcome=mail.outcome,
        sender=mail.sender,
    )
