"""What staff decide about a message that the rules have not filed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import SYSTEM, ConflictError, Refused
from core.plugin.api.cases import ANSWER, as_third_party, get_case, goes_on_in
from core.plugin.api.people import acting_as_contact, find_contact_by_address
from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.permissions import SEE
from plugins.email_channel.services.blocking import block_sender
from plugins.email_channel.services.deciding import UNDECIDED, decide_mail, get_mail
from plugins.email_channel.services.decision import Decision
from plugins.email_channel.services.explaining import explain_outcome
from plugins.email_channel.services.filing import file_note
from plugins.email_channel.services.receiving import DECIDE, read_raw

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope
    from plugins.email_channel.models import ReceivedMail

_ = TranslationStringFactory("email_channel")


def accept_mail(scope: Scope, mail_id: UUID) -> ReceivedMail:
    """Let a message in: it becomes a case or a note, as if nothing about it were in doubt.

    :raises ConflictError: it was filed meanwhile
    :raises ForbiddenError: the actor may not write to cases
    :raises Refused: a limit or a plugin does not allow it
    """
    scope.require(ANSWER)
    mail = _take(scope, mail_id)
    parsed = parse_mail(read_raw(scope, mail))
    mail = decide_mail(scope.acting_as(SYSTEM), mail.id, parsed, is_accepted=True)
    if mail.state != "filed":
        raise Refused(
            _("It could not be filed: ${reason}", mapping={"reason": _reason(scope, mail)})
        )
    _sign(scope, mail, "accepted")
    return mail


def assign_mail(scope: Scope, mail_id: UUID, number: str) -> ReceivedMail:
    """Add a message to a case, in the name of its sender.

    :param number: the number of the case
    :raises ConflictError: it was filed meanwhile
    :raises ForbiddenError: the actor may not write to cases
    :raises NotFoundError: the actor sees no such case
    :raises Refused: a limit or a plugin does not allow it
    """
    scope.require(ANSWER)
    mail = _take(scope, mail_id)
    case = get_case(scope, number)
    parsed = parse_mail(read_raw(scope, mail))
    system = scope.acting_as(SYSTEM)
    case = goes_on_in(system, case)
    contact = find_contact_by_address(system, parsed.sender.address)
    if contact is not None and contact.id == case.contact_id:
        writer = acting_as_contact(system, contact)
    else:
        writer = as_third_party(system, case, contact)
    decision = Decision(steps=list(mail.decision))
    note = file_note(writer, parsed, case, decision)
    mail.state, mail.outcome = "filed", "note" if note.case_id == case.id else "follow_up"
    mail.case_id, mail.note_id = note.case_id, note.id
    mail.contact_id = contact.id if contact is not None else None
    mail.decision = decision.steps
    _sign(scope, mail, "assigned", f"#{case.number}")
    return mail


def reject_mail(scope: Scope, mail_id: UUID) -> ReceivedMail:
    """Refuse a message: it stays where it can be read, and becomes nothing. Its sender is not told.

    :raises ConflictError: it was filed meanwhile
    """
    mail = _take(scope, mail_id, UNDECIDED | {"failed"})
    mail.state = "rejected"
    _sign(scope, mail, "refused")
    return mail


def block_and_reject(scope: Scope, mail_id: UUID) -> ReceivedMail:
    """Refuse a message, and whatever else its sender sends.

    :raises ConflictError: it was filed meanwhile
    :raises Refused: it names no sender
    """
    mail = reject_mail(scope, mail_id)
    block_sender(scope, mail.sender)
    return mail


def retry_mail(scope: Scope, mail_id: UUID) -> ReceivedMail:
    """Ask for a decision about a message that could not be read, as if it had just come.

    It is read in a process of its own, as it may have ended the one that read it before.

    :raises ConflictError: it has not failed, or is being tried again already
    """
    mail = _take(scope, mail_id, frozenset(("failed",)))
    mail.state, mail.outcome, mail.error, mail.decided_at = "waiting", "", "", None
    scope.session.flush()
    scope.enqueue(DECIDE, mail.id, 1)
    return mail


def _reason(scope: Scope, mail: ReceivedMail) -> str:
    """Return why a message was not filed."""
    refusals = (step["found"] for step in mail.decision if step["rule"] == "refusal")
    return next(refusals, "") or explain_outcome(scope, mail.outcome)


def _take(scope: Scope, mail_id: UUID, states: frozenset[str] = UNDECIDED) -> ReceivedMail:
    scope.require(SEE.name)
    mail = get_mail(scope, mail_id, lock=True)
    if mail.state not in states:
        raise ConflictError(f"a message that is {mail.state}")
    return mail


def _sign(scope: Scope, mail: ReceivedMail, result: str, found: str = "") -> None:
    """Note who has decided."""
    step = {"rule": "staff", "result": result, "found": f"{scope.actor.name} {found}".strip()}
    mail.decision = [*mail.decision, step]
    mail.decided_by, mail.decided_at = scope.actor.name[:200], scope.now()
    scope.session.flush()
