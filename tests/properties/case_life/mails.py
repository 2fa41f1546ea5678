"""Who is told by mail of what, at the time when the job gets to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.properties.case_life.model import CONTACTS, READER, Mail

if TYPE_CHECKING:
    from tests.properties.case_life.model import HouseModel, Telling


def tell_all(house: HouseModel) -> None:
    """Do what waits, as the product's jobs should."""
    for telling in house.waiting:
        house.mails.extend(mail for mail in _mails(house, telling) if mail is not None)
    house.waiting.clear()


def _mails(house: HouseModel, telling: Telling) -> list[Mail | None]:
    case, note = telling.case, telling.note
    is_by_customer = telling.author in CONTACTS
    match telling.job:
        case "cases.notify_created":
            # The mail to whoever it was given to is a second one of the same job.
            if case.assignee is not None or is_by_customer:
                house.mails.extend(_to_colleagues(house, telling))
            return [_to_contact(house, telling, "case_created")]
        case "cases.notify_note" if note is not None and note.is_internal:
            return []
        case "cases.notify_note" | "cases.notify_file":
            kind = "case_note"
        case _:
            if case.is_closed != (telling.transition == "closed"):
                return []  # somebody was quicker
            kind = f"case_{telling.transition}"
    if is_by_customer:
        return [*_to_colleagues(house, telling)]
    return [_to_contact(house, telling, kind)]


def _word(telling: Telling) -> str:
    """Return the word of the note that the mail carries: of a reopening, its reason."""
    if telling.note is not None:
        return telling.note.word
    if telling.transition != "reopened":
        return ""
    public = [note for note in telling.case.notes if not note.is_internal]
    return public[-1].word if public else ""


def _to_contact(house: HouseModel, telling: Telling, kind: str) -> Mail | None:
    case = telling.case
    if case.contact not in house.verified:
        return None
    # What only a customer has named gets nothing.
    copies = tuple(address for address in case.cc if address in case.confirmed)
    return Mail(kind, case.number, case.contact, copies, _word(telling), house.portal_on)


def _to_colleagues(house: HouseModel, telling: Telling) -> list[Mail]:
    case = telling.case
    told = [case.assignee] if case.assignee in house.working else []
    if not told and house.unassigned_mails_to == "answering":
        told = sorted({*house.working, READER})
    return [
        Mail("agent_note", case.number, name, (), _word(telling), leads_to_portal=False)
        for name in told
        if name is not None
    ]
