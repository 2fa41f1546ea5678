"""What the console does in jobs: writing anew by what customers are found."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from core.plugin.api import actor
from plugins.csr_console.services import index

if TYPE_CHECKING:
    from core.plugin.api import Scope


@actor(name=index.INDEX_CUSTOMERS)
def index_customers(scope: Scope, after: str | None = None) -> None:
    last = index.index_customers(scope, UUID(after) if after else None)
    if last is not None:
        scope.enqueue(index.INDEX_CUSTOMERS, last)


@actor(name=index.INDEX_ACCOUNT)
def index_account(scope: Scope, account_id: str, after: str | None = None) -> None:
    last = index.index_account(scope, UUID(account_id), UUID(after) if after else None)
    if last is not None:
        scope.enqueue(index.INDEX_ACCOUNT, account_id, last)
