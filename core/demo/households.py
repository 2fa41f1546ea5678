"""The households of the demo's water utility: who is supplied where, and how they pay."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from core.identity.services.accounts import add_membership, create_account

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from core.identity.models.contact import Contact
    from core.scope import Scope

# Street -> district, as the preset calls it.
STREETS = {
    "Station Road": "harbour",
    "Mill Lane": "riverside",
    "Oak Avenue": "northside",
    "Elm Street": "hills",
    "Market Square": "old_town",
    "Quay Walk": "harbour",
}
HOUSE, FLATS = "2172 Canal Street", ("1A", "1B", "2A", "2B", "3A", "3B")
METERS = ("home", "garden", "workshop")
FIRST_NUMBER = 50_010


def is_utility(scope: Scope) -> bool:
    """Whether the organisation's accounts are supplied somewhere."""
    return scope.tenant.form("account").field("service_address") is not None


def supply(position: int, address: str = "", district: str = "") -> dict[str, Any]:
    """Return where an account is supplied and how it pays: the same for a position every time.

    :param address: by default a house of its own in some street
    """
    random = Random(position)  # noqa: S311  # the same data every time is the point
    street, its_district = list(STREETS.items())[position % len(STREETS)]
    address = f"{address or f'{random.randrange(1, 400)} {street}'}, Rivermouth"
    cents = random.choice((0, random.randrange(1500, 24_000), -random.randrange(100, 2000)))
    has_box = position % 4 == 1
    return {
        "service_address": address,
        "billing_address": f"PO Box {110 + position}, Rivermouth" if has_box else address,
        "district": district or its_district,
        "autopay": position % 3 == 0,
        "ebill": random.choice((True, True, False)),
        "balance": f"{cents / 100:.2f}",
    }


def add_households(scope: Scope, contacts: Sequence[Contact]) -> dict[UUID, UUID]:
    """Give everybody an account: six share a house, and one has three meters.

    :return: contact -> the account of the home
    """
    homes: dict[UUID, UUID] = {}
    for position, (contact, name, address) in enumerate(_homes(contacts)):
        district = "old_town" if address else ""
        number = f"{FIRST_NUMBER + 13 * position}"
        values = {"name": name, "number": number, **supply(position, address, district)}
        account = create_account(scope, values)
        add_membership(scope, contact.id, account.id, is_primary=True)
        homes.setdefault(contact.id, account.id)
    return homes


def _homes(contacts: Sequence[Contact]) -> Iterator[tuple[Contact, str, str]]:
    """Yield each account's contact, name and address; most have a house of their own."""
    for position, contact in enumerate(contacts):
        if position < len(FLATS):
            yield contact, contact.name, f"{HOUSE}, Apt {FLATS[position]}"
        elif position == len(FLATS):
            for meter in METERS:
                yield contact, f"{contact.name} ({meter})", ""
        else:
            yield contact, contact.name, ""
