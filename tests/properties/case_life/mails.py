"""Who is told by mail of what, at the time when the job gets to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.properties.case_life.model import CONTACTS, READER, Mail

if TYPE_CHECKING:
    from tests.properties.case_life.model import Notice, TenantModel


def tell_all(tenant: TenantModel) -> None:
    """Do what waits, as the product's jobs should."""
    for notice in tenant.waiting:
        tenant.mails.extend(_mails(tenant, notice))
    tenant.waiting.clear()


def _mails(tenant: TenantModel, notice: Notice) -> list[Mail]:
    case, note = notice.case, notice.note
    is_by_customer = notice.author in CONTACTS
    match notice.job:
        case "cases.notify_created":
            # The mail to whoever it was given to is a second one of the same job.
            if case.assignee is not None or is_by_customer:
                tenant.mails.extend(_to_colleagues(tenant, notice))
            return _to_customers(tenant, notice, "case_created")
        case "cases.notify_note" if note is not None and note.is_internal:
            return []
        case "cases.notify_note" | "cases.notify_file":
            kind = "case_note"
        case _:
            if case.is_closed != (notice.transition == "closed"):
                return []  # somebody was quicker
            kind = f"case_{notice.transition}"
    if is_by_customer:
        return _to_colleagues(tenant, notice)
    return _to_customers(tenant, notice, kind)


def _word(notice: Notice) -> str:
    """Return the word of the note that the mail carries: of a reopening, its reason."""
    if notice.note is not None:
        return notice.note.word
    if notice.transition != "reopened":
        return ""
    public = [note for note in notice.case.notes if not note.is_internal]
    return public[-1].word if public else ""


def _to_customers(tenant: TenantModel, notice: Notice, kind: str) -> list[Mail]:
    case = notice.case
    if case.contact not in tenant.verified:
        return []
    # What only a customer has named gets nothing.
    copies = tuple(address for address in case.cc if address in case.confirmed)
    # Copies can't open the page: where it is named, their mail is one of its own.
    leads = (True, False) if copies and tenant.portal_on else (tenant.portal_on,)
    about = (kind, case.number, case.contact, copies, _word(notice))
    return [Mail(*about, leads_to_portal=one) for one in leads]


def _to_colleagues(tenant: TenantModel, notice: Notice) -> list[Mail]:
    case = notice.case
    told = [case.assignee] if case.assignee in tenant.working else []
    if not told and tenant.unassigned_mails_to == "answering":
        told = sorted({*tenant.working, READER})
    return [
        Mail("agent_note", case.number, name, (), _word(notice), leads_to_portal=False)
        for name in told
        if name is not None
    ]
