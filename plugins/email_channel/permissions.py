"""What staff may do with mail."""

from translationstring import TranslationStringFactory

from core.plugin.api import Permission

_ = TranslationStringFactory("email_channel")

SEE = Permission(
    name="email_channel:see",
    title=_("See received mail, and decide about what waits"),
    roles=frozenset(("agent",)),
)
SET_UP = Permission(name="email_channel:set_up", title=_("Set up mailboxes and incoming mail"))
