"""What the console says of a customer at a glance."""

from __future__ import annotations

from translationstring import TranslationStringFactory

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
