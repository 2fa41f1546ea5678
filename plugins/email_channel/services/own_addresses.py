"""The tenant's own mailboxes, as far as decisions about messages need to know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from core.plugin.api import PreparedQuery
from core.plugin.api.people import fold_address
from plugins.email_channel.models import Mailbox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Select

    from core.plugin.api import Scope


class OwnMailbox(NamedTuple):
    """A mailbox; see :class:`plugins.email_channel.models.Mailbox`."""

    id: UUID
    address_key: str
    reply_to: str
    is_default: bool
    locale: str
    defaults: Mapping[str, Any]


def list_own(scope: Scope) -> list[OwnMailbox]:
    """Return all mailboxes, which are few."""
    return [OwnMailbox._make(row) for row in _mailboxes(scope.session)]


@PreparedQuery
def _mailboxes() -> Select[Any]:
    box = Mailbox.__table__.c
    return select(box.id, box.address_key, box.reply_to, box.is_default, box.locale, box.defaults)


def own_keys(mailboxes: Sequence[OwnMailbox]) -> frozenset[str]:
    """Return their folded addresses, and those of what answers to them go to, without tags."""
    keys = {one.address_key for one in mailboxes}
    keys |= {fold_address(one.reply_to) for one in mailboxes if one.reply_to}
    return frozenset(map(untagged, keys))


def untagged(key: str) -> str:
    """Return a folded address without its tag: ``help+x@…`` is ``help@…``."""
    local, at, domain = key.rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"
