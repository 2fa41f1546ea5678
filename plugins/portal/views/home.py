"""The portal's first page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.view import view_config

from core.plugin.api.cases import list_cases
from core.plugin.api.people import READ_ACCOUNT_CASES
from plugins.portal.services.listing import waiting_filter

if TYPE_CHECKING:
    from core.plugin.api.pages import Request

CARDS = 3


@view_config(route_name="portal.home", renderer="portal/home.jinja2", request_method="GET")
def show_home(request: Request) -> dict[str, Any]:
    scope = request.scope
    return {
        "waiting": list_cases(scope, waiting_filter(scope, CARDS)),
        "announcement": scope.tenant.settings("portal")["announcement"],
        "has_accounts": scope.actor.may(READ_ACCOUNT_CASES),
    }
