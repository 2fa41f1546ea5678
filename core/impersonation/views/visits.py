"""Beginning, ending and refusing visits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import exception_view_config, view_config
from translationstring import TranslationStringFactory

from core.identity.permissions import IMPERSONATE
from core.identity.services import impersonation as visits
from core.sign_in.browser import browser_of
from core.web.bare import wants_json
from core.web.drafting import page_of
from core.web.impersonating import (
    BEGIN,
    END,
    ENDINGS,
    OVER,
    VisitOverError,
    cookie_name,
    give_cookie,
    take_cookie,
)

if TYPE_CHECKING:
    from pyramid.response import Response

    from core.web.request import Request

_ = TranslationStringFactory("core")


@view_config(route_name=BEGIN, permission=IMPERSONATE, request_method="POST")
def begin(request: Request) -> HTTPSeeOther:
    """Exchange the token that a page of the staff's posts for the window's own cookie."""
    browser = browser_of(request)
    token = visits.begin_impersonation(
        request.scope, request.typed("_token"), address=browser.source, device=browser.label
    )
    response = HTTPSeeOther(request.scope.links.path("home", "customer") or "/")
    give_cookie(request, response, token)
    return response


@view_config(route_name=END, request_method="POST")
def end(request: Request) -> HTTPSeeOther:
    visits.end_impersonation(request.scope, request.cookies.get(cookie_name(request), ""))
    return _lead_to_end(request, "staff")


@view_config(route_name=OVER, request_method="GET", renderer="core/impersonation/over.jinja2")
def show_end(request: Request) -> dict[str, Any]:
    ending = ENDINGS.get(request.GET.get("_by", ""), ENDINGS["unknown"])
    return {"ending": request.scope.translate(ending)}


@exception_view_config(VisitOverError)
def leave(request: Request) -> Response:
    """Take the window to the page that says that the visit is over."""
    ending = request.exception.over.ending
    if not wants_json(request):
        return _lead_to_end(request, ending)
    request.response.status_int = 403
    request.response.json_body = {"error": request.scope.translate(_("The visit is over."))}
    take_cookie(request, request.response)
    return request.response


def _lead_to_end(request: Request, ending: str) -> HTTPSeeOther:
    response = HTTPSeeOther(request.route_path(OVER, _query={"_by": ending}))
    take_cookie(request, response)
    return response


@view_config(route_name="core.impersonation_choice", request_method="POST")
def choose(request: Request) -> HTTPSeeOther:
    visits.refuse_impersonation(request.scope, request.typed("_refuses") == "1")
    request.flash_message("success", _("Your settings are saved."))
    return HTTPSeeOther(page_of(request))
