"""Lists of received mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from sqlalchemy import BindParameter, Select, and_, bindparam, func, select
from translationstring import TranslationStringFactory

from core.plugin.api.cases import Case
from core.plugin.api.people import fold_address
from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.permissions import SEE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("email_channel")

Tab = Literal["open", "filed", "recorded", "rejected", "waiting", "all"]
TABS: Mapping[Tab, str] = {
    "open": _("To decide"),
    "filed": _("Filed"),
    "recorded": _("Recorded"),
    "rejected": _("Refused"),
    "waiting": _("Waiting"),
    "all": _("All"),
}
# Written out, so that the database knows the index for it.
OPEN_STATES: BindParameter[list[str]] = bindparam(
    "open", ["quarantined", "failed"], expanding=True, literal_execute=True
)
IS_OPEN = ReceivedMail.state.in_(OPEN_STATES)
Rows = Select[*tuple[Any, ...]]
SIZE = 25
MOST_COUNTED = 99
FEW = 5


class MailRow(NamedTuple):
    """A message in a list."""

    id: UUID
    sender: str
    sender_name: str
    subject: str
    state: str
    outcome: str
    received_at: datetime
    case_number: int | None


@dataclass(frozen=True, slots=True)
class MailPage:
    """A page of a list, and the keys by which those beside it are asked for, if there are any."""

    rows: Sequence[MailRow]
    previous_key: str = ""
    next_key: str = ""


def list_mails(
    scope: Scope,
    tab: Tab,
    *,
    sender: str = "",
    after: UUID | None = None,
    before: UUID | None = None,
) -> MailPage:
    """Return messages, the newest first.

    :param sender: a whole address; only messages that name it in From
    :param after: those that came before this one
    :param before: those that came after it
    :raises ForbiddenError: the actor may not see them
    """
    scope.require(SEE.name)
    query = select_mails(tab, sender)
    if before is not None:
        newer = query.where(ReceivedMail.id > before).order_by(ReceivedMail.id)
        found = [MailRow._make(row) for row in scope.session.execute(newer.limit(SIZE + 1))]
        rows = found[:SIZE][::-1]
        is_more = len(found) > SIZE
        return MailPage(
            rows,
            previous_key=str(rows[0].id) if is_more else "",
            next_key=str(rows[-1].id) if rows else "",
        )
    if after is not None:
        query = query.where(ReceivedMail.id < after)
    query = query.order_by(ReceivedMail.id.desc()).limit(SIZE + 1)
    found = [MailRow._make(row) for row in scope.session.execute(query)]
    rows = found[:SIZE]
    return MailPage(
        rows,
        previous_key=str(rows[0].id) if rows and after is not None else "",
        next_key=str(rows[-1].id) if len(found) > SIZE else "",
    )


def select_mails(tab: Tab, sender: str = "") -> Rows:
    """Return the query for a list, without its order: that of ids is the order of arrival."""
    query = _rows()
    if sender:
        query = query.where(ReceivedMail.sender_key == fold_address(sender))
    if tab == "open":
        return query.where(IS_OPEN)
    return query if tab == "all" else query.where(ReceivedMail.state == tab)


def count_open(scope: Scope) -> int:
    """Return how many messages wait for a decision of staff, up to ``MOST_COUNTED + 1``."""
    some = select(ReceivedMail.id).where(IS_OPEN).limit(MOST_COUNTED + 1).subquery()
    return scope.session.scalar(select(func.count()).select_from(some)) or 0


def list_waiting_for_case(scope: Scope, case_id: UUID) -> Sequence[MailRow]:
    """Return messages about a case that wait for a decision: a third party's, for example."""
    query = _rows().where(ReceivedMail.case_id == case_id, ReceivedMail.state == "quarantined")
    return _first(scope, query)


def list_of_contact(scope: Scope, contact_id: UUID) -> Sequence[MailRow]:
    """Return the last messages of a contact."""
    return _first(scope, _rows().where(ReceivedMail.contact_id == contact_id))


def notes_with_mail(scope: Scope, note_ids: Collection[UUID]) -> set[UUID]:
    """Return those of some notes that came by mail."""
    query = select(ReceivedMail.note_id).where(ReceivedMail.note_id.in_(note_ids))
    return {found for found in scope.session.scalars(query) if found is not None}


def find_mail_of_note(scope: Scope, note_id: UUID) -> UUID | None:
    """Return the message that a note was made of."""
    scope.require(SEE.name)
    query = select(ReceivedMail.id).where(ReceivedMail.note_id == note_id).limit(1)
    return scope.session.scalar(query)


def _rows() -> Rows:
    is_its_case = and_(Case.tenant_id == ReceivedMail.tenant_id, Case.id == ReceivedMail.case_id)
    return select(
        ReceivedMail.id,
        ReceivedMail.sender,
        ReceivedMail.sender_name,
        ReceivedMail.subject,
        ReceivedMail.state,
        ReceivedMail.outcome,
        ReceivedMail.received_at,
        Case.number,
    ).outerjoin(Case, is_its_case)


def _first(scope: Scope, query: Rows) -> Sequence[MailRow]:
    query = query.order_by(ReceivedMail.id.desc()).limit(FEW)
    return [MailRow._make(row) for row in scope.session.execute(query)]
