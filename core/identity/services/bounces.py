"""Contacts whose mails come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.activity.services import record_activity
from core.identity.people import find_contact_by_address
from core.mail.bouncing import LONGEST_REASON, note_bounce
from core.mail.message.addresses import one_line

if TYPE_CHECKING:
    from uuid import UUID

    from core.identity.models.contact import Contact
    from core.scope import Scope


def record_bounce(
    scope: Scope, mail_id: UUID, address: str, reason: str, *, is_permanent: bool
) -> None:
    """Record that a mail of ours did not arrive. Recording it again changes nothing.

    It shows with the mail, and in the activity of its case and its contact. A permanent failure
    also marks the contact whose address it is: staff see it beside the contact and the contact's
    cases, and when they answer. Another address, or one that is proven anew, ends it.

    Whoever calls knows that the notice is true, as it quotes the id of the mail
    (:func:`core.mail.finding.find_sent_mails`). Notices of a delay are none.

    :param address: whose mailbox it was, as the notice names it
    :param reason: what the server said; stored in one line of 500 letters
    :param is_permanent: trying again is of no use (RFC 3463, class 5)
    :raises NotFoundError: there is no such mail, or it did not go to the address
    """
    found = note_bounce(scope, mail_id, address, reason, is_permanent=is_permanent)
    contact = find_contact_by_address(scope, found) if found and is_permanent else None
    if contact is not None:
        contact.bounced_key = contact.email_key
        contact.bounced_at = scope.now()
        contact.bounce_reason = one_line(reason, LONGEST_REASON)


def end_bounces(scope: Scope, contact: Contact) -> None:
    """Note that mails reach the contact again."""
    if contact.is_unreachable:
        record_activity(scope, "address_works", contact_id=contact.id)
    forget_bounces(contact)


def forget_bounces(contact: Contact) -> None:
    """Take the mark off a contact who has just proven an address."""
    contact.bounced_key, contact.bounced_at, contact.bounce_reason = None, None, ""
