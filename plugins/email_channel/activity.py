"""How the email channel's entries in the record of activity read."""

from translationstring import TranslationStringFactory

from core.plugin.api import ActivityDetail, ActivityKind
from plugins.email_channel.services.mailboxes import ACTIVITY as MAILBOX
from plugins.email_channel.services.sending import SENDER

_ = TranslationStringFactory("email_channel")

KINDS = [
    ActivityKind(
        name=MAILBOX,
        title=_("Mailbox"),
        details=(
            ActivityDetail(key="address", label=_("Address")),
            ActivityDetail(
                key="done",
                label=_("Done"),
                words={
                    "added": _("added"),
                    "changed": _("changed"),
                    "on": _("switched on"),
                    "off": _("switched off"),
                    "removed": _("removed"),
                },
            ),
        ),
    ),
    ActivityKind(
        name=SENDER,
        title=_("Sender of the case's mails changed"),
        details=(ActivityDetail(key="address", label=_("Address")),),
    ),
]
