"""What contacts see and change about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import people, sign_in
from core.plugin.api.activity import show_activity_log
from core.plugin.api.pages import FormView, handle_edit, handle_form, is_short
from core.plugin.api.people import filed, fold_address, get_contact, list_sessions, past_answers
from core.plugin.api.sign_in import edit_preferences, read_form, sign_in_form
from plugins.portal.schemas.profile import new_address_schema
from plugins.portal.views.contact_forms import profile_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyramid.response import Response

    from core.plugin.api.pages import Request
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("portal")

PROFILE, SECURITY, NEW_ADDRESS = "portal.profile", "portal.security", "portal.new_address"
ACTIVITY, SETTINGS = "portal.activity", "portal.settings"
WANTED = "wanted_address"


@view_config(route_name=PROFILE, renderer="portal/profile.jinja2", require_csrf=False)
def edit_profile(request: Request) -> Any:
    scope, contact = request.scope, _contact(request)
    known = filed(scope, contact)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        people.change_profile(scope, contact, values)
        request.flash_message("success", _("Your data are saved."))
        wanted = values.get("email", "")
        if not wanted or fold_address(wanted) == contact.email_key:
            return HTTPSeeOther(request.route_path(PROFILE))
        if is_short(wanted):
            request.session[WANTED] = wanted
        return HTTPSeeOther(request.route_path(NEW_ADDRESS))

    def render(form: FormView) -> dict[str, Any]:
        past = past_answers(scope, known)
        accounts = people.shown_accounts(scope, contact.id)
        tabs = _tabs(request, PROFILE)
        return {"form": form, "past": past, "accounts": accounts, "tabs": tabs}

    form = profile_form(scope, known)
    return handle_edit(request, form, save, render=render, current=known.values)


@view_config(route_name=NEW_ADDRESS, renderer="portal/new_address.jinja2", require_csrf=False)
def change_address(request: Request) -> Any:
    """Ask for the password and mail a link: the address changes when the link is used."""
    scope, contact = request.scope, _contact(request)
    form = sign_in_form(scope, "new-address", new_address_schema, ("change", _("Send the link")))

    def render(form: FormView) -> dict[str, Any]:
        return {"form": form, "address": contact.email, "tabs": _tabs(request, PROFILE)}

    if request.method != "POST":
        wanted = {"email": request.session.get(WANTED, "")}
        return handle_form(request, form, HTTPSeeOther, render=render, current=wanted)
    values, answer = read_form(request, form, render)
    if values is None:
        return answer
    refusal = sign_in.require_current_password(
        request, form, values, render, back=request.route_path(PROFILE)
    )
    if refusal is not None:
        return refusal

    def ask(values: Mapping[str, Any]) -> HTTPSeeOther:
        people.request_address(scope, contact, values["email"])
        request.session.pop(WANTED, None)
        request.flash_message(
            "info",
            _("We have sent a link to the new address. Until it is used the old one stays."),
        )
        return HTTPSeeOther(request.route_path(PROFILE))

    return handle_form(request, form, ask, render=render)


@view_config(route_name=SECURITY, renderer="portal/security.jinja2", require_csrf=False)
def edit_password(request: Request) -> Any:
    def render(form: FormView) -> dict[str, Any]:
        return {"form": form, "tabs": _tabs(request, SECURITY)}

    return sign_in.renew_password(request, "contact", render, back=request.route_path(SECURITY))


@view_config(route_name=ACTIVITY, request_method="GET")
def show_activity(request: Request) -> Response:
    """List what the contact has done, and what others have done for them."""
    tabs = {"tabs": _tabs(request, ACTIVITY)}
    return show_activity_log(request, _contact(request).id, "portal/activity.jinja2", tabs)


@view_config(route_name=SETTINGS, renderer="portal/settings.jinja2", require_csrf=False)
def edit_settings(request: Request) -> Any:
    contact = _contact(request)

    def render(form: FormView) -> dict[str, Any]:
        return {
            "form": form,
            "sessions": list_sessions(request.scope, "contact", contact.id),
            "session_route": "portal.session",
        }

    return edit_preferences(request, contact, render, back=request.route_path(SETTINGS))


@view_config(route_name="portal.session", request_method="POST")
def end_session(request: Request) -> HTTPSeeOther:
    sign_in.end_session(request, "contact", request.matchdict["id"])
    return HTTPSeeOther(request.route_path(SETTINGS))


def _contact(request: Request) -> Contact:
    assert request.scope.actor.id is not None  # noqa: S101  # the route is for contacts
    return get_contact(request.scope, request.scope.actor.id)


def _tabs(request: Request, active: str) -> list[tuple[str, str, bool]]:
    titles = ((PROFILE, _("Data")), (SECURITY, _("Security")), (ACTIVITY, _("My activity")))
    return [
        (request.scope.translate(title), request.route_path(route), route == active)
        for route, title in titles
    ]
