"""The security policy: who may use which page."""

from __future__ import annotations

from pyramid.authorization import Everyone
from pyramid.security import Allowed, Denied

from core.scope import Actor
from core.web.request import Request

ENTER = "enter"  # the default of every view: signed in, on the route's side of the counter


class SecurityPolicy:
    """Pyramid's security policy over the scope's actor."""

    def identity(self, request: Request) -> Actor | None:
        actor = request.scope.actor
        return None if actor.kind == "anonymous" else actor

    def authenticated_userid(self, request: Request) -> str | None:
        actor = self.identity(request)
        return str(actor.id) if actor else None

    def permits(self, request: Request, _context: object, permission: str) -> Allowed | Denied:
        """Signed in on the right side, and with the permission if the view names one."""
        audience = request.audience
        if audience == "public" and permission == ENTER:
            return Allowed(Everyone)
        actor = request.scope.actor
        if audience == "program":
            on_its_side = actor.kind != "anonymous"
        else:
            on_its_side = actor.is_staff if audience == "staff" else actor.is_contact
        if on_its_side and (permission == ENTER or actor.may(permission)):
            return Allowed(permission)
        return Denied(permission)

    def remember(self, _request: Request, _userid: str, **_options: object) -> list[object]:
        return []

    def forget(self, _request: Request, **_options: object) -> list[object]:
        return []
