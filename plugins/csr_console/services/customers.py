"""What the console says of a customer at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api.people import list_sessions

if TYPE_CHECKING:
    from datetime import datetime

    from core.plugin.api import Scope
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("csr_console")

# By portal status: its words, and the tone of its dot.
STATUS = {
    "not_enrolled": (_("Unenrolled"), "closed"),
    "pending": (_("Address not verified"), "waiting"),
    "enrolled": (_("Enrolled"), "good"),
    "temporarily_locked": (_("Temporary lock"), "bad"),
    "permanently_locked": (_("Permanent lock"), "bad"),
    "hidden": (_("Hidden"), "closed"),
}


def last_access(scope: Scope, contact: Contact) -> datetime | None:
    """Return when the customer was last seen in the portal, if ever."""
    moments = [one.seen_at for one in list_sessions(scope, "contact", contact.id)]
    if contact.signed_in_at is not None:
        moments.append(contact.signed_in_at)
    return max(moments, default=None)
