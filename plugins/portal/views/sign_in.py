"""Contacts come in and go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import sign_in
from core.plugin.api.pages import safe_next
from core.plugin.api.people import sign_out
from core.plugin.api.sign_in import examples_for, log_out

if TYPE_CHECKING:
    from core.plugin.api.pages import FormView, Request

_ = TranslationStringFactory("portal")

HOME = "/"


@view_config(
    route_name="portal.sign_in", renderer="core/sign_in/sign_in.jinja2", require_csrf=False
)
def sign_in_page(request: Request) -> Any:
    scope = request.scope
    if request.method == "GET" and scope.actor.is_contact:
        return HTTPSeeOther(safe_next(request, HOME))
    may_register = scope.tenant.settings("identity")["self_registration"]

    def render(form: FormView) -> dict[str, Any]:
        return {
            "form": form,
            "title": _("Sign in to the portal"),
            "recover": sign_in.with_next(request, request.route_path("portal.recover")),
            "register": request.route_path("portal.register") if may_register else "",
            "audience": "customer",
            "why": sign_in.why_sign_in(request),
            "examples": examples_for(request, "contact"),
            "other_ways": sign_in.list_other_ways(request, "contact"),
        }

    def choosing(token: str) -> str:
        return str(request.route_path("portal.recover_link", token=token))

    return sign_in.sign_in_page(request, "contact", render, home=HOME, choose=choosing)


@view_config(route_name="portal.sign_out", request_method="GET", renderer="portal/sign_out.jinja2")
def ask_at_door(_request: Request) -> dict[str, Any]:
    """Ask whoever typed the address to press the button."""
    return {}


@view_config(route_name="portal.sign_out", request_method="POST")
def close_door(request: Request) -> HTTPSeeOther:
    sign_out(request.scope)
    log_out(request, "contact")
    return HTTPSeeOther(request.route_path("portal.sign_in"))
