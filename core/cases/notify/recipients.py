"""Who gets a mail about a case: for the mails, and for the page that names the recipients.

What staff do goes to the contact, with the case's copies; what the contact does goes to whoever the
case is assigned to, or to whom the tenant has chosen for cases that nobody answers. Nothing goes to
an address that nobody has proved to be the contact's, to a hidden contact, to a copy that only the
customer has named, or to the tenant itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from core.identity.addresses import fold_address, is_own_address
from core.identity.failures import is_within
from core.identity.permissions import ADMIN
from core.identity.services.staff import read_colleagues
from core.mail.message.addresses import parse_address
from core.mail.services import Recipient

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.cases.models import Case
    from core.identity.models.contact import Contact
    from core.identity.services.staff import Colleague
    from core.scope import Scope

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Mails that no person wrote, to one address of a customer, over all cases of a tenant.
AUTOMATIC_AN_HOUR, AUTOMATIC_A_DAY = 30, 100
MOST_ADMINS = 5
MOST_COLLEAGUES = 50


@dataclass(frozen=True, slots=True)
class Recipients:
    """To whom, and with which copies.

    ``unconfirmed`` are copies that only the customer has named: they get nothing.
    ``is_substitute`` if they get it because nobody is in charge of the case.
    """

    to: tuple[Recipient, ...] = ()
    cc: tuple[Recipient, ...] = ()
    unconfirmed: tuple[Recipient, ...] = ()
    is_substitute: bool = False


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


def colleagues_of(scope: Scope, case: Case, staff: Iterable[Colleague] | None = None) -> Recipients:
    """Return who hears what customers do: the assignee, or else whom the tenant has chosen.

    An assignee who no longer works here or no longer answers cases is none, but then the choice
    of nobody counts as administrators: such a case is not among those that wait for somebody.

    :param staff: what ``read_colleagues`` returns, for who has asked already
    """
    if staff is None:
        staff = read_colleagues(scope, also=case.assignee_id)
    staff = list(staff)
    assignee = [one for one in staff if one.id == case.assignee_id and one.answers]
    if assignee:
        return Recipients(_addressed(assignee))
    choice = scope.tenant.settings("cases")["unassigned_mails_to"]
    if choice == "answering":
        found = _addressed(one for one in staff if one.answers)[:MOST_COLLEAGUES]
    elif choice == "administrators" or case.assignee_id is not None:
        found = _addressed(one for one in staff if one.active and ADMIN in one.roles)[:MOST_ADMINS]
    else:
        found = ()
    return Recipients(found, is_substitute=True)


def within_limits(scope: Scope, people: Recipients) -> tuple[Recipients, str]:
    """Count an automatic mail to customers, and leave out copies that have had too many of late.

    Over all cases of the tenant, so that two programs that answer each other come to an end.

    :return: who gets it, and why it is held if the contact has had too many
    """
    # In one order, so that two jobs wait for each other only once.
    allowed = {
        key: _may_get_one_more(scope, key) for key in sorted(map(_key, people.to + people.cc))
    }
    cc = tuple(one for one in people.cc if allowed[_key(one)])
    is_held = not all(allowed[_key(one)] for one in people.to)
    return replace(people, cc=cc), "too many automatic mails to this address" if is_held else ""


def _key(person: Recipient) -> str:
    return fold_address(person.address)


def _may_get_one_more(scope: Scope, key: str) -> bool:
    in_hour = is_within(scope, AUTOMATIC_AN_HOUR, HOUR, "automatic", key)
    return is_within(scope, AUTOMATIC_A_DAY, DAY, "automatic of a day", key) and in_hour


def _addressed(staff: Iterable[Colleague]) -> tuple[Recipient, ...]:
    return tuple(Recipient(one.email, one.name, one.locale) for one in staff if one.email)


def confirm_copies(scope: Scope, case: Case) -> None:
    """Note that staff have named the case's copies, or answered in sight of them."""
    if scope.actor.audience == "agent" and case.confirmed_cc != case.cc:
        case.confirmed_cc = list(case.cc)
