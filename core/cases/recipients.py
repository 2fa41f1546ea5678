"""Who gets a mail about a case. The mails, and the page that says whom they reach, both ask here.

What staff do goes to the contact, with the case's copies; what the contact does goes to whoever the
case is assigned to. Nothing goes to an address that nobody has proved to be the contact's, to a
hidden contact, to a copy that only the customer has named, or to the tenant itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.identity.addresses import fold_address, is_own_address
from core.identity.models.staff import Staff
from core.identity.permissions import ADMIN
from core.identity.staff import ANSWERING
from core.mail.addresses import parse_address
from core.mail.services import Recipient

if TYPE_CHECKING:
    from core.cases.models import Case
    from core.identity.models.contact import Contact
    from core.scope import Scope

MOST_ADMINS = 5


@dataclass(frozen=True, slots=True)
class Recipients:
    """To whom, and with which copies.

    ``unconfirmed`` are copies that only the customer has named: they get nothing.
    """

    to: tuple[Recipient, ...] = ()
    cc: tuple[Recipient, ...] = ()
    unconfirmed: tuple[Recipient, ...] = ()


NOBODY = Recipients()


def customers_of(scope: Scope, case: Case, contact: Contact | None) -> Recipients:
    """Return who hears what staff do: the contact, and the copies that staff know of.

    An answer confirms the copies that the case has then (:func:`confirm_copies`).
    """
    if contact is None or contact.hidden or contact.verified_at is None or not contact.email:
        return NOBODY
    seen = {fold_address(contact.email)}
    if is_own_address(scope.tenant, *seen):
        return NOBODY
    confirmed = {fold_address(address) for address in case.confirmed_cc}
    known: list[Recipient] = []
    unknown: list[Recipient] = []
    for address in case.cc:
        key = fold_address(address)
        is_reachable = parse_address(address) and not is_own_address(scope.tenant, key)
        if key not in seen and is_reachable:
            seen.add(key)
            (known if key in confirmed else unknown).append(Recipient(address))
    to = Recipient(contact.email, contact.name, contact.locale)
    return Recipients((to,), tuple(known), tuple(unknown))


def colleagues_of(scope: Scope, case: Case) -> Recipients:
    """Return who hears what customers do: the assignee.

    When that one no longer works here or no longer answers cases, administrators do.
    """
    if case.assignee_id is None:
        return NOBODY
    staff = scope.session.scalar(select(Staff).where(Staff.id == case.assignee_id))
    told = [staff] if staff is not None and staff.active and ANSWERING & set(staff.roles) else []
    if not told:
        everybody = scope.session.scalars(select(Staff).where(Staff.active).order_by(Staff.id))
        told = [one for one in everybody if ADMIN in one.roles and one.email][:MOST_ADMINS]
    return Recipients(
        tuple(Recipient(one.email, one.name, one.locale) for one in told if one.email)
    )


def confirm_copies(scope: Scope, case: Case) -> None:
    """Note that staff have named the case's copies, or answered in sight of them."""
    if scope.actor.audience == "agent" and case.confirmed_cc != case.cc:
        case.confirmed_cc = list(case.cc)
