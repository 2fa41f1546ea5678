"""Locking a contact, and ending the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.view import view_config

from core.admin.views.frame import id_of
from core.people.lock_pages import ask_to_lock, ask_to_unlock

if TYPE_CHECKING:
    from core.web.request import Request


@view_config(
    route_name="core.contact_lock",
    permission="contacts:change",
    renderer="core/people/lock.jinja2",
    require_csrf=False,
)
def lock(request: Request) -> Any:
    """Ask how and why a contact is locked, and lock."""
    return ask_to_lock(request, id_of(request), _contact_page(request))


@view_config(
    route_name="core.contact_unlock",
    permission="contacts:change",
    renderer="core/people/unlock.jinja2",
    require_csrf=False,
)
def unlock(request: Request) -> Any:
    """Ask why a contact is unlocked, and unlock."""
    return ask_to_unlock(request, id_of(request), _contact_page(request))


def _contact_page(request: Request) -> str:
    return str(request.route_path("core.contact", id=id_of(request)))
