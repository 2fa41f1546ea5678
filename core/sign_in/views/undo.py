"""The owner of an old address takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from core.identity.services.address_changes import may_undo, undo_address

if TYPE_CHECKING:
    from core.web.request import Request

# What the page says in the place of a token that does nothing more.
DONE, OVER = STATES = ("done", "over")
PAGE = "core/sign_in/undo_address.jinja2"


@view_config(route_name="core.undo_address", renderer=PAGE, request_method="GET")
def show_undo(request: Request) -> dict[str, Any] | HTTPSeeOther:
    """Show a button. Opening the link is not enough: mail scanners open links too."""
    token = request.matchdict["token"]
    if token in STATES:
        return _say(request, token)
    if not may_undo(request.scope, token):
        return _to(request, OVER)
    return _say(request, "ask")


@view_config(route_name="core.undo_address", renderer=PAGE, request_method="POST")
def undo(request: Request) -> HTTPSeeOther:
    """Bring the address back, and let its owner choose a new password where a page takes it."""
    token = undo_address(request.scope, request.matchdict["token"])
    if token is None:
        return _to(request, OVER)
    path = request.scope.links.path("recover_link", token=token)
    return _to(request, DONE) if path is None else HTTPSeeOther(path)


def _say(request: Request, state: str) -> dict[str, Any]:
    scope = request.scope
    return {
        "state": state,
        "support": scope.tenant.branding.support_email,
        "signs_in": scope.links.offers("sign_in"),
    }


def _to(request: Request, state: str) -> HTTPSeeOther:
    return HTTPSeeOther(request.route_path("core.undo_address", token=state))
