"""The pages about one customer, as tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import MenuItem
from core.plugin.api.recovery import OF_CONTACTS
from plugins.csr_console import hooks

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Scope

_ = TranslationStringFactory("csr_console")

OURS = (
    MenuItem(label=_("Customer Information"), route="csr_console.customer", position=10),
    MenuItem(label=_("Activity Log"), route="csr_console.activity", position=20),
    MenuItem(
        label=_("Emails sent"), route="csr_console.mails", position=30, permission=OF_CONTACTS
    ),
    MenuItem(label=_("Calls"), route="csr_console.calls", position=40),
)


def list_tabs(scope: Scope, contact_id: UUID) -> list[MenuItem]:
    """Return our own tabs and those that plugins contribute, in the order of their positions."""
    theirs = scope.hooks.gather(hooks.csr_console_tabs, scope=scope, contact_id=contact_id)
    return sorted(
        (tab for tab in (*OURS, *theirs) if not tab.permission or scope.actor.may(tab.permission)),
        key=lambda tab: tab.position,
    )
