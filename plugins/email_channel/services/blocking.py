"""Senders from whom nothing is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select
from translationstring import TranslationStringFactory

from core.plugin.api import PreparedQuery, Refused, insert_once, new_id
from core.plugin.api.people import fold_address
from plugins.email_channel.models import BlockedSender
from plugins.email_channel.permissions import SEE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select

    from core.plugin.api import Scope

_ = TranslationStringFactory("email_channel")


def find_block(scope: Scope, address: str) -> str | None:
    """Return the entry by which an address is blocked: the address itself, or its domain."""
    key = fold_address(address)
    domain = key.rpartition("@")[2]
    found: str | None = _find_pattern(scope.session, key=key, domain=f"@{domain}").scalar()
    return found


@PreparedQuery
def _find_pattern() -> Select[Any]:
    pattern = BlockedSender.__table__.c.pattern
    return select(pattern).where(pattern.in_((bindparam("key"), bindparam("domain")))).limit(1)


def block_sender(scope: Scope, pattern: str) -> str:
    """Block an address, or ``@`` and a domain; return it as it is stored.

    :raises ForbiddenError: the actor may not
    :raises Refused: it is neither
    """
    scope.require(SEE.name)
    local, at, domain = pattern.strip().rpartition("@")
    if not at or "." not in domain or any(sign.isspace() for sign in pattern.strip()):
        raise Refused(
            fields={"pattern": _("Write an address, such as ana@example.com, or @ and a domain.")}
        )
    key = fold_address(f"{local}@{domain}") if local else f"@{fold_address(f'x@{domain}')[2:]}"
    insert_once(
        scope.session,
        BlockedSender,
        tenant_id=scope.tenant_id,
        id=new_id(),
        pattern=key,
        created_at=scope.now(),
        created_by=scope.actor.name,
    )
    return key


def unblock_sender(scope: Scope, pattern: str) -> None:
    """Take an entry off the list; mail that was refused stays so until it is replayed.

    :raises ForbiddenError: the actor may not
    """
    scope.require(SEE.name)
    scope.session.execute(
        delete(BlockedSender)
        .where(BlockedSender.pattern == pattern)
        .execution_options(synchronize_session=False)
    )


def list_blocked(scope: Scope, *, after: str = "", limit: int = 50) -> Sequence[BlockedSender]:
    """Return the entries in their order, those after one of them."""
    scope.require(SEE.name)
    return scope.session.scalars(
        select(BlockedSender)
        .where(BlockedSender.pattern > after)
        .order_by(BlockedSender.pattern)
        .limit(limit)
    ).all()
