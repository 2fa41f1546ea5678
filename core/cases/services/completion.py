"""Filling in what an incomplete case lacks, and asking for it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from translationstring import TranslationStringFactory

from core.cases.access import ANSWER
from core.cases.activity import record_case_activity
from core.cases.incomplete.links import use_link
from core.cases.incomplete.marks import find_missing, review_mark
from core.cases.intake.case_values import read_completion
from core.cases.notify.recipients import customers_of
from core.cases.services.changes import change_case
from core.cases.services.notes import add_note
from core.errors import Refused
from core.identity.failures import may_mail, refuse_too_many
from core.identity.models.contact import Contact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.cases.incomplete.links import Completion
    from core.cases.models import Case
    from core.scope import Scope

_ = TranslationStringFactory("core")

MAIL = "case_incomplete"


def complete_case(scope: Scope, case: Case, values: Mapping[str, Any]) -> None:
    """Fill in what a case lacks, all of it, as its contact.

    :param values: what the form that asks for it has validated, or what a program gives
    :raises NotFoundError: the actor may not change this case
    :raises Refused: with a sentence at each field that needs attention; nothing is written
    """
    read = read_completion(scope, case, values)
    message, files = read.given.get("message") or "", read.given.get("files") or ()
    with scope.session.begin_nested():
        change_case(scope, case, read)
        if message or files:
            add_note(scope, case, message, files=files)
        else:
            scope.enqueue("cases.notify_completed", case.id)
        if find_missing(scope, case) is not None:
            raise Refused(
                _("Something is still missing. Fill in the form below and send it again.")
            )


def complete_by_link(
    completion: Completion, token: str, values: Mapping[str, Any], *, source: str
) -> None:
    """Fill in what a case lacks, and use the link up. See :func:`complete_case`.

    :param completion: from ``find_completion``, which has locked the case
    :param source: where it comes from, for limits (``source_of`` of the request)
    :raises Refused: the link was used meanwhile, or the source has sent too much
    """
    refuse_too_many(completion.scope, "complete", source)
    if not use_link(completion.scope, token):
        raise Refused(_("This link has been used already. What you sent first has arrived."))
    complete_case(completion.scope, completion.case, values)


def may_ask_again(scope: Scope, case: Case) -> bool:
    """Whether there is something to ask the contact for, and a way to do it."""
    if case.is_closed or not scope.actor.may(ANSWER) or find_missing(scope, case) is None:
        return False
    return bool(customers_of(scope, case, _contact(scope, case)).to)


def ask_again(scope: Scope, case: Case) -> None:
    """Mail the contact once more what is missing, with a new link; the older one ends.

    :raises ForbiddenError: the actor does not answer cases
    :raises Refused: nothing is missing, the contact can't be reached, or was asked often just now
    """
    scope.require(ANSWER)
    review_mark(scope, case)
    contact = _contact(scope, case)
    if case.is_closed or find_missing(scope, case) is None:
        raise Refused(_("Nothing is missing any more."))
    if contact is None or not customers_of(scope, case, contact).to:
        raise Refused(_("The contact can't be reached by mail."))
    if not may_mail(scope, MAIL, contact.email or ""):
        raise Refused(_("The contact was asked several times within an hour. Wait a little."))
    record_case_activity(scope, "case_asked", case)
    scope.enqueue("cases.notify_incomplete", case.id)


def _contact(scope: Scope, case: Case) -> Contact | None:
    return scope.session.scalar(select(Contact).where(Contact.id == case.contact_id))
