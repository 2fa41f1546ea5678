"""Received mail on pages of others: beside contacts, above cases and above the list of cases."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import NoteAction, Panel
from core.plugin.api.cases import ANSWER
from plugins.email_channel.permissions import SEE
from plugins.email_channel.services.lines import line_of
from plugins.email_channel.services.listing import (
    MOST_COUNTED,
    count_open,
    list_of_contact,
    list_waiting_for_case,
    notes_with_mail,
)
from plugins.email_channel.services.sending import has_several_senders, sender_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from core.plugin.api import Place, Scope
    from plugins.email_channel.services.listing import MailRow

_ = TranslationStringFactory("email_channel")

# Agents come back to their list all the time; the number need not be of this moment.
COUNTED_EVERY = timedelta(seconds=30)


def list_panels(scope: Scope, place: Place, about: UUID | None) -> list[Panel]:
    """Return what somebody who may see mail is shown in a place of the pages for staff."""
    if place == "case.below_answer" and about is not None:
        return _below_answer(scope, about)
    if not scope.actor.may(SEE.name):
        return []
    if place == "list.top":
        return _above_list(scope)
    if place == "case.top" and about is not None:
        rows = list_waiting_for_case(scope, about)
        return _panel(scope, rows, _("Mail that waits for a decision"), "above_case")
    if place == "contact.side" and about is not None:
        return _panel(scope, list_of_contact(scope, about), _("Recent mail"), "beside_contact")
    return []


def list_note_actions(scope: Scope, note_ids: Sequence[UUID]) -> list[NoteAction]:
    """Return the way from notes that came by mail to the messages themselves."""
    if not note_ids or not scope.actor.may(SEE.name):
        return []
    notes = notes_with_mail(scope, note_ids)
    if not notes:
        return []
    return [
        NoteAction(
            label=_("Original message"),
            route="email_channel.mail_of_note",
            icon="envelope",
            permission=SEE.name,
            notes=notes,
        )
    ]


def _below_answer(scope: Scope, case_id: UUID) -> list[Panel]:
    """Return the choice of the mailbox that answers go out from, where there is one."""
    if not scope.actor.may(ANSWER) or not scope.cache(
        "email_channel.senders", COUNTED_EVERY, lambda: has_several_senders(scope)
    ):
        return []
    sender = sender_of(scope, case_id)
    chosen = sender.mailbox.id if sender.mailbox is not None else None
    choices = [(one.id, one.address, one.id == chosen) for one in sender.choices]
    data = {"case_id": case_id, "choices": choices}
    return [Panel(title=_("Send as"), template="email_channel/below_answer.jinja2", data=data)]


def _above_list(scope: Scope) -> list[Panel]:
    count = scope.cache("email_channel.open", COUNTED_EVERY, lambda: count_open(scope))
    if not count:
        return []
    data = {"count": count, "most": MOST_COUNTED}
    return [Panel(title=_("Mail"), template="email_channel/above_list.jinja2", data=data)]


def _panel(scope: Scope, rows: Sequence[MailRow], title: str, template: str) -> list[Panel]:
    if not rows:
        return []
    data = {"lines": [line_of(scope, row) for row in rows]}
    return [Panel(title=title, template=f"email_channel/{template}.jinja2", data=data)]
