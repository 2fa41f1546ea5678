"""Locking a customer's account, and unlocking it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.view import view_config

from core.plugin.api.pages import ask_to_lock, ask_to_unlock
from plugins.csr_console.permissions import USE
from plugins.csr_console.views.frame import around, customer_of, refuse

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from core.plugin.api.pages import Request


@view_config(
    route_name="csr_console.lock",
    permission=USE.name,
    renderer="csr_console/lock.jinja2",
    require_csrf=False,
)
def lock(request: Request) -> Any:
    """Ask how and why the account is locked, and lock it."""
    return _ask(request, "lock", ask_to_lock)


@view_config(
    route_name="csr_console.unlock",
    permission=USE.name,
    renderer="csr_console/unlock.jinja2",
    require_csrf=False,
)
def unlock(request: Request) -> Any:
    """Ask why the account is unlocked, and unlock it."""
    return _ask(request, "unlock", ask_to_unlock)


def _ask(request: Request, action: str, ask: Callable[[Request, UUID, str], Any]) -> Any:
    contact = customer_of(request)
    refused = refuse(request, contact, action)
    if refused is not None:
        return refused
    back = request.route_path("csr_console.customer", id=contact.id)
    asked = ask(request, contact.id, back)
    return {**around(request, contact), **asked} if isinstance(asked, dict) else asked
