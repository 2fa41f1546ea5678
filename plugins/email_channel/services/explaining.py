"""The words for outcomes and for the steps of a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from translationstring import TranslationStringFactory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.plugin.api import Scope
    from plugins.email_channel.models import ReceivedMail

_ = TranslationStringFactory("email_channel")

OWN = "email_channel"

STATES = {
    "waiting": _("Waiting"),
    "filed": _("Filed"),
    "quarantined": _("In quarantine"),
    "recorded": _("Recorded"),
    "rejected": _("Refused"),
    "failed": _("Unreadable"),
}
# How lists colour them; they say it in words too.
TONES = {
    "waiting": "waiting",
    "filed": "good",
    "quarantined": "warn",
    "recorded": "neutral",
    "rejected": "closed",
    "failed": "bad",
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
    "authentication": _("Check of the sender"),
    "contact": _("Contact, by From"),
    "takes_part": _("Takes part in the case"),
    "sender": _("From"),
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
    "goes_on": _("continues in this case"),
    "none": _("none"),
    "not_answered": _("gets no automatic answer"),
    "case": _("makes a case"),
    "only_recorded": _("only recorded"),
    "pass": _("passed"),
    "fail": _("failed"),
    "unknown": _("not known"),
    "hidden": _("hidden"),
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

# By what a message was known as written by a program.
AUTOMATIC = {
    "auto_submitted": _("the header Auto-Submitted"),
    "report": _("its kind: a report"),
    "auto_reply": _("a header of programs that answer by themselves"),
    "precedence": _("the header Precedence"),
    "list": _("the headers of a mailing list"),
    "suppressed": _("the header X-Auto-Response-Suppress"),
    "null_sender": _("an envelope without a sender"),
    "no_reply": _("an address that takes no answers"),
    "calendar": _("an answer to an invitation"),
    "out_of_office": _("an absence notice"),
}
# What was wrong with a message.
PROBLEMS = {
    "charset_unknown": _("Some of its text is in an encoding that is not known."),
    "charset_broken": _("Some of its characters could not be read."),
    "parts_too_deep": _("It is nested too deeply: some parts are only in the original."),
    "parts_too_many": _("It has too many parts: some are only in the original."),
    "parts_not_closed": _("It ends before its end: something may be missing."),
    "headers_cut": _("It has too many headers: some are only in the original."),
    "text_cut": _("Its text is too long to be shown whole: the rest is in the original."),
    "tnef_broken": _("An attachment of Outlook (winmail.dat) could not be unpacked."),
}

# The rules that ask a parameter: its section of the settings, and its name.
PARAMETERS = {
    "closed_case": ("cases", "reply_to_closed"),
    "parameter_automatic": (OWN, "automatic_mail"),
    "parameter_authentication": (OWN, "failed_authentication"),
    "parameter_third_party": (OWN, "third_party"),
    "parameter_unknown_sender": (OWN, "unknown_sender"),
}


class Step(NamedTuple):
    """A step of a decision, in the reader's language."""

    rule: str
    found: str
    result: str


def explain_outcome(scope: Scope, outcome: str) -> str:
    """Return what became of a message, in a sentence."""
    return say(scope, OUTCOMES, outcome)


def explain_steps(scope: Scope, mail: ReceivedMail) -> Sequence[Step]:
    """Return the steps by which it was decided; parameters are called as on their own page."""
    return [_explain(scope, step) for step in mail.decision]


def _explain(scope: Scope, step: Mapping[str, str]) -> Step:
    rule, found, result = step["rule"], step["found"], step["result"]
    if rule == "automatic":
        found = say(scope, AUTOMATIC, found)
    if rule not in PARAMETERS:
        return Step(say(scope, RULES, rule), found, say(scope, RESULTS, result))
    section, name = PARAMETERS[rule]
    node = scope.tenant.schemas[section]()[name]
    title = scope.translate(node.title)
    said = scope.translate(_("Parameter “${title}”", mapping={"title": title}))
    return Step(said, found, say(scope, {**RESULTS, **dict(node.options)}, result))


def say(scope: Scope, words: Mapping[str, str], key: str) -> str:
    """Return the words for a key; one without words stands for itself."""
    return scope.translate(words[key]) if key in words else key
