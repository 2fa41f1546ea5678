"""What a member of staff sees and changes about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.identity.models.staff import Staff
from core.identity.permissions import ROLES
from core.identity.services.profile import current_person
from core.identity.services.sessions import list_sessions
from core.sign_in import pages
from core.sign_in.preferences import edit_preferences
from core.web.forms import FormView

if TYPE_CHECKING:
    from core.web.request import Request

_ = TranslationStringFactory("core")

PROFILE = "core.staff_profile"
SECURITY = "core.staff_security"


@view_config(route_name=PROFILE, renderer="core/sign_in/staff_profile.jinja2", require_csrf=False)
def edit_profile(request: Request) -> Any:
    person = current_person(request.scope)
    roles = person.roles if isinstance(person, Staff) else []

    def render(form: FormView) -> dict[str, Any]:
        return {
            "form": form,
            "person": person,
            "roles": [title for role, title in ROLES.items() if role in roles],
            "tabs": _tabs(request, PROFILE),
        }

    return edit_preferences(request, person, render, back=request.route_path(PROFILE))


@view_config(route_name=SECURITY, renderer="core/sign_in/staff_security.jinja2", require_csrf=False)
def edit_password(request: Request) -> Any:
    def render(form: FormView) -> dict[str, Any]:
        return {
            "form": form,
            "sessions": list_sessions(request.scope, "staff", request.scope.actor.id),
            "session_route": "core.staff_session",
            "tabs": _tabs(request, SECURITY),
        }

    return pages.renew_password(request, "staff", render, back=request.route_path(SECURITY))


@view_config(route_name="core.staff_session", request_method="POST")
def end_session(request: Request) -> HTTPSeeOther:
    pages.end_session(request, "staff", request.matchdict["id"])
    return HTTPSeeOther(request.route_path(SECURITY))


def _tabs(request: Request, active: str) -> list[tuple[str, str, bool]]:
    titles = ((PROFILE, _("My profile")), (SECURITY, _("Security")))
    return [
        (request.scope.translate(title), request.route_path(route), route == active)
        for route, title in titles
    ]
