"""The tenant's own addresses: mail from them is not a customer's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.plugin.api.people import fold_address
from plugins.email_channel.models import Mailbox

if TYPE_CHECKING:
    from core.plugin.api import Scope


def own_keys(scope: Scope) -> frozenset[str]:
    """Return the folded addresses of every mailbox, and of what answers to them go to."""
    keys: set[str] = set()
    for row in scope.session.execute(select(Mailbox.address_key, Mailbox.reply_to)):
        keys.add(row.address_key)
        if row.reply_to:
            keys.add(fold_address(row.reply_to))
    return frozenset(keys)


def untagged(key: str) -> str:
    """Return a folded address without its tag: ``help+x@…`` is ``help@…``."""
    local, at, domain = key.rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"
