"""What staff may do at the console."""

from translationstring import TranslationStringFactory

from core.plugin.api import Permission

_ = TranslationStringFactory("csr_console")

USE = Permission(
    name="csr_console:use",
    title=_("Find and help customers at the console"),
    roles=frozenset(("csr",)),
)
# Of the core: who may not change contacts, changes none at the console either.
CHANGE = "contacts:change"
SUPERVISE = Permission(
    name="csr_console:supervise",
    title=_("Supervise the console: do what needs a supervisor"),
)
