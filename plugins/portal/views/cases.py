"""The lists of cases: the contact's own, and those of the contact's accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from plugins.portal.services.accounts import list_readable_accounts
from plugins.portal.services.listing import read_listing
from plugins.portal.views.case_table import show_listing
from plugins.portal.views.returning import last_filters, remember_list

if TYPE_CHECKING:
    from core.plugin.api.pages import Request


@view_config(route_name="portal.cases", renderer="portal/cases.jinja2", request_method="GET")
def list_my_cases(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Show the contact's own cases; without parameters, under the filters chosen last."""
    if not request.GET and (filters := last_filters(request)):
        return HTTPSeeOther(request.route_path("portal.cases", _query=filters))
    listing = read_listing(request.scope, "mine", request.GET)
    remember_list(request)
    table, tab_links = show_listing(request, listing)
    return {"listing": listing, "table": table, "tab_links": tab_links}


@view_config(
    route_name="portal.account_cases",
    renderer="portal/account_cases.jinja2",
    request_method="GET",
)
def list_account_cases(request: Request) -> dict[str, Any]:
    """Show what others filed for the accounts whose cases the contact may see."""
    accounts = list_readable_accounts(request.scope)
    listing = read_listing(request.scope, "accounts", request.GET, accounts)
    remember_list(request)
    table, tab_links = show_listing(request, listing)
    return {"listing": listing, "table": table, "tab_links": tab_links}
