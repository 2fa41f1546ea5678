"""The words for outcomes and for the steps of a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from translationstring import TranslationStringFactory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.plugin.api import Scope
    from plugins.email_channel.models import ReceivedMail

_ = TranslationStringFactory("email_channel")

STATES = {
    "waiting": _("Waiting"),
    "filed": _("Filed"),
    "quarantined": _("In quarantine"),
    "recorded": _("Recorded"),
    "rejected": _("Refused"),
    "failed": _("Unreadable"),
}
OUTCOMES = {
    "": _("Nothing is decided yet."),
    "case": _("A new case was filed."),
    "note": _("It was added to the case."),
    "follow_up": _("A new case was filed that goes on from the closed one."),
    "automatic_note": _("It was added to the case as an internal note."),
    "bounce": _("It is a report that a mail of ours was not delivered."),
    "automatic": _("It is automatic mail, which is only recorded."),
    "own_mail": _("It is mail of our own, which came back."),
    "loop": _("It goes round from server to server."),
    "blocked": _("Its sender is blocked."),
    "unknown_sender": _("Its sender is not known."),
    "staff_sender": _("Its sender is a member of staff, who act only where they sign in."),
    "hidden_contact": _("Its sender is a contact who was hidden."),
    "not_authentic": _("It is not certain that its sender wrote it."),
    "third_party": _("A third party wrote it, who may not add to the case."),
    "closed": _("The case is closed and takes no more messages. The sender was told."),
    "refused": _("A limit or a rule did not allow it."),
    "unreadable": _("The message could not be read."),
}
RULES = {
    "hops": _("Servers on its way"),
    "own_message_id": _("Message-ID"),
    "own_sender": _("From"),
    "block_list": _("Block list"),
    "bounce": _("Delivery report about"),
    "our_mail": _("Mail of ours that it is about"),
    "case": _("Case"),
    "message_id": _("Case, by a mail of ours that it answers"),
    "reply_address": _("Case, by the address that it was sent to"),
    "their_message_id": _("Case, by an earlier message that it answers"),
    "subject": _("Case, by the number in its subject"),
    "automatic": _("Automatic mail, by"),
    "parameter_automatic": _("Parameter: automatic mail that belongs to no case"),
    "authentication": _("Check of the sender"),
    "contact": _("Contact, by From"),
    "parameter_authentication": _("Parameter: mail that fails the check of its sender"),
    "closed_case": _("Parameter: reply to a closed case"),
    "takes_part": _("Takes part in the case"),
    "parameter_third_party": _("Parameter: a third party answers"),
    "sender": _("From"),
    "parameter_unknown_sender": _("Parameter: somebody writes who is no contact"),
    "refusal": _("Refused, because"),
    "field_dropped": _("Value that could not be taken"),
    "field_missing": _("Missing value"),
    "file": _("File"),
    "staff": _("Decided by"),
}
RESULTS = {
    "goes_round": _("goes round"),
    "own_mail": _("our own"),
    "refused": _("refused"),
    "temporary": _("late, and tried again"),
    "not_delivered": _("not delivered"),
    "not_found": _("not found"),
    "found": _("found"),
    "none": _("none"),
    "not_answered": _("gets no automatic answer"),
    "case": _("makes a case"),
    "only_recorded": _("only recorded"),
    "pass": _("passed"),
    "fail": _("failed"),
    "unknown": _("not known"),
    "hidden": _("hidden"),
    "quarantine": _("waits in quarantine"),
    "third_party": _("counts as a third party's"),
    "accept": _("is taken like any other"),
    "create_contact": _("makes a contact, who verifies the address"),
    "reject": _("is refused"),
    "reopen": _("reopens it"),
    "new_case": _("makes a new case"),
    "no_update": _("changes nothing"),
    "yes": _("yes"),
    "no": _("no"),
    "missing": _("missing"),
    "staff": _("a member of staff"),
    "new": _("new"),
    "left_out": _("left out"),
    "asked_for": _("asked for by a link"),
    "accepted": _("accepted"),
    "assigned": _("added to a case"),
    "only_in_the_original": _("only in the original message"),
}


class Line(NamedTuple):
    """A step of a decision, in the reader's language."""

    rule: str
    found: str
    result: str


def explain_outcome(scope: Scope, mail: ReceivedMail) -> str:
    """Return what became of a message, in a sentence."""
    return _say(scope, OUTCOMES, mail.outcome)


def explain_steps(scope: Scope, mail: ReceivedMail) -> Sequence[Line]:
    """Return the steps by which it was decided."""
    return [
        Line(_say(scope, RULES, step["rule"]), step["found"], _say(scope, RESULTS, step["result"]))
        for step in mail.decision
    ]


def _say(scope: Scope, words: Mapping[str, str], key: str) -> str:
    """Return the words for a key; parameters' values stand for themselves."""
    return scope.translate(words[key]) if key in words else key
