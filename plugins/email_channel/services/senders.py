"""Contacts that are made of the senders of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.plugin.api.people import create_contact

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.people import Contact
    from plugins.email_channel.parsing.mail import Person
    from plugins.email_channel.services.own_addresses import OwnMailbox

# Characters of a contact's first or last name.
LONGEST_NAME = 100


def make_contact(scope: Scope, sender: Person, mailbox: OwnMailbox | None) -> Contact:
    """Add the sender of a message as a contact, who is mailed a link to verify the address.

    :param scope: of the system
    :param mailbox: the one that the message came to: its language is the contact's
    :raises Refused: the address is not possible
    """
    first, last = names_of(sender)
    values = {"first_name": first, "last_name": last, "email": sender.address}
    contact = create_contact(scope, values, by_self=False)
    if mailbox is not None and mailbox.locale:
        contact.locale = mailbox.locale
    return contact


def names_of(sender: Person) -> tuple[str, str]:
    """Return the first and the last name of a sender, as far as a contact may have them.

    Directories write the last name first, and a comma behind it.
    """
    first, _blank, last = " ".join(sender.name.split()).partition(" ")
    if first.endswith(",") and last:
        first, last = last, first.rstrip(",")
    first = first or sender.address.partition("@")[0]
    return first[:LONGEST_NAME], last[:LONGEST_NAME]
