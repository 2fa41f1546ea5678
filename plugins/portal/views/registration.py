"""Contacts register, and prove their address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import people, sign_in
from core.plugin.api.pages import handle_form
from core.plugin.api.people import check_registration_open, request_registration
from core.plugin.api.sign_in import sign_in_form, source_of
from plugins.portal.schemas.recovery import fresh_link_schema
from plugins.portal.views.contact_forms import registration_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api.pages import Request

_ = TranslationStringFactory("portal")

SIGN_IN = "portal.sign_in"


@view_config(route_name="portal.register", renderer="portal/register.jinja2", require_csrf=False)
def register(request: Request) -> Any:
    scope = request.scope
    check_registration_open(scope)

    def add(values: Mapping[str, Any]) -> HTTPSeeOther:
        request_registration(scope, values, source=source_of(request))
        request.flash_message(
            "success",
            _(
                "Contact created. We have sent you a mail: open its link to verify your address,"
                " and you can come in."
            ),
        )
        return HTTPSeeOther(request.route_path(SIGN_IN))

    return handle_form(request, registration_form(scope), add, render=lambda form: {"form": form})


@view_config(route_name="portal.verify", renderer="portal/verify.jinja2", request_method="GET")
def show_verification(request: Request) -> dict[str, Any] | HTTPSeeOther:
    """Show a button. Opening the link is not enough: mail scanners open links too."""
    if not people.is_verification(request.scope, request.matchdict["token"]):
        return _to_fresh_link(request)
    return {"is_done": False, "button": _("Verify my address")}


@view_config(route_name="portal.verify", renderer="portal/verify.jinja2", request_method="POST")
def verify(request: Request) -> dict[str, Any] | HTTPSeeOther:
    contact = people.verify_contact(request.scope, request.matchdict["token"])
    if contact is None:
        return _to_fresh_link(request)
    return {"is_done": True, "enters": contact.portal_access, "is_new": True}


@view_config(
    route_name="portal.verify_address", renderer="portal/verify.jinja2", request_method="GET"
)
def show_new_address(request: Request) -> dict[str, Any] | HTTPSeeOther:
    if not people.is_address_link(request.scope, request.matchdict["token"]):
        return _dead_address_link(request)
    return {"is_done": False, "button": _("Confirm my new address")}


@view_config(
    route_name="portal.verify_address", renderer="portal/verify.jinja2", request_method="POST"
)
def confirm_address(request: Request) -> dict[str, Any] | HTTPSeeOther:
    if not people.confirm_address(request.scope, request.matchdict["token"]):
        return _dead_address_link(request)
    return {"is_done": True, "enters": True, "is_new": False}


@view_config(
    route_name="portal.verify_again", renderer="portal/verify_again.jinja2", require_csrf=False
)
def send_fresh_link(request: Request) -> Any:
    form = sign_in_form(request.scope, "fresh-link", fresh_link_schema, ("send", _("Send a link")))

    def send(values: Mapping[str, Any]) -> HTTPSeeOther:
        source = source_of(request)
        people.request_verification(request.scope, values["email"], source=source)
        request.flash_message("info", sign_in.RECOVERY_ASKED)
        return HTTPSeeOther(request.route_path(SIGN_IN))

    return handle_form(request, form, send, render=lambda form: {"form": form})


def _to_fresh_link(request: Request) -> HTTPSeeOther:
    return HTTPSeeOther(f"{request.route_path('portal.verify_again')}?dead=1")


def _dead_address_link(request: Request) -> HTTPSeeOther:
    request.flash_message(
        "warning",
        _("This link has been used already, or its 24 hours are over. Change the address again."),
    )
    return HTTPSeeOther(request.route_path("portal.new_address"))
