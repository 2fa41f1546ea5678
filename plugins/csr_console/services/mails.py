"""How the console words the mails to a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api.recovery import explain_failure

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("csr_console")

# By state: its words and its tone.
STATES = {
    "queued": (_("Waits to be sent"), "waiting"),
    "sent": (_("Delivered to the mail server"), "good"),
    "failed": (_("Not delivered"), "bad"),
    "bounced": (_("Came back"), "bad"),
    "held": (_("Held, not sent"), "closed"),
}


def explain_bounce(scope: Scope, contact: Contact) -> str:
    """Say why mails to the customer's address come back; empty if they don't."""
    if not contact.is_unreachable:
        return ""
    return scope.translate(explain_failure(contact.bounce_reason))
