"""Whose mail it is, by the address that it was sent to, and taking it in for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from plugins.email_channel.models import Mailbox
from plugins.email_channel.services.receiving import keys_of, receive

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from core.plugin.api.commands import Platform


@dataclass(frozen=True, slots=True)
class Recipient:
    """A mailbox that an address leads to."""

    address: str
    tenant_id: UUID
    mailbox_id: UUID
    is_active: bool


@dataclass(frozen=True, slots=True)
class Envelope:
    """What was said of a message when it was handed over (RFC 5321).

    :ivar client_address: of the server that handed it over, if the sender's policy is about that
    """

    sender: str
    client_address: str


def find_recipient(platform: Platform, address: str) -> Recipient | None:
    """Return the mailbox of an address, whatever the tenant."""
    query = select(Mailbox.tenant_id, Mailbox.id, Mailbox.is_active).where(
        Mailbox.address_key.in_(keys_of(address))
    )
    with platform.every_tenant(reading=True) as session:
        found = session.execute(query.limit(1)).first()
    if found is None:
        return None
    return Recipient(address, found.tenant_id, found.id, found.is_active)


def deliver(
    platform: Platform, raw: bytes, envelope: Envelope, recipients: Sequence[Recipient]
) -> None:
    """Store a message for the recipients, all of one tenant, and commit.

    A tenant that has the plugin off gets it, too: it waits until that is on again.

    :raises ValueError: it is empty or too large
    """
    with platform.scope(recipients[0].tenant_id) as scope:
        receive(
            scope,
            raw,
            came_by="delivery",
            mailbox_id=recipients[0].mailbox_id,
            envelope_from=envelope.sender,
            envelope_to=[one.address for one in recipients],
            client_address=envelope.client_address,
        )
