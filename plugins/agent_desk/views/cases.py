"""The desk's first page: the views and the cases in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.cases import CHANGE, READ, Page, lay_out, list_bulk_actions, list_cases
from core.plugin.api.pages import find_search_hits
from plugins.agent_desk.services.listing import (
    MOST_COUNTED,
    OWNER,
    SIZE,
    Listing,
    count_elsewhere,
    count_listed_views,
    filter_of,
    read_listing,
)

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("agent_desk")

LAST_LIST = "agent_desk.list"
# The session is a cookie: a longer address is not worth its weight in every request.
LONGEST = 280


@dataclass(frozen=True, slots=True)
class ViewLink:
    """One view in the menu of views; ``count`` is empty where nobody counts."""

    label: str
    url: str
    active: bool
    count: str


@view_config(
    route_name="agent_desk.cases",
    permission=READ,
    renderer="agent_desk/cases.jinja2",
    request_method="GET",
)
def show_cases(request: Request) -> dict[str, Any]:
    scope = request.scope
    listing = read_listing(scope, request.GET)
    page = Page([]) if listing.is_void else list_cases(scope, filter_of(scope, listing))
    is_void = listing.is_void or bool(page.failure)
    elsewhere = 0 if page.rows or listing.after or is_void else count_elsewhere(scope, listing)
    _remember_list(request)

    def url(**changes: str) -> str:
        return str(request.route_path("agent_desk.cases", _query=listing.query(**changes)))

    return {
        "listing": listing,
        "table": lay_out(scope, "desk", OWNER, page.rows, prefix="d-"),
        "bulk_actions": list_bulk_actions(scope) if page.rows else [],
        "failure": page.failure,
        "is_void": is_void,
        "elsewhere": elsewhere,
        "elsewhere_url": url(view="all") if elsewhere else "",
        "page_size": SIZE,
        "hits": [] if listing.after or listing.before else find_search_hits(request, listing.text),
        "previous_url": url(before=page.previous_key) if page.previous_key else "",
        "next_url": url(after=page.next_key) if page.next_key else "",
        "clear_url": request.route_path("agent_desk.cases", _query={"view": listing.view}),
        "view_links": _view_links(request, scope, listing),
        "may_create": scope.actor.may(CHANGE),
    }


def _view_links(request: Request, scope: Scope, listing: Listing) -> list[ViewLink]:
    counts = count_listed_views(scope, listing)
    links = []
    for key, view in listing.views.items():
        count = counts.get(key)
        text = "" if count is None else f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
        address = request.route_path("agent_desk.cases", _query={"view": key})
        links.append(ViewLink(scope.translate(view.title), address, key == listing.view, text))
    return links


def _remember_list(request: Request) -> None:
    query = request.query_string if len(request.query_string) <= LONGEST else ""
    if request.session.get(LAST_LIST, "") != query:
        request.session[LAST_LIST] = query


def way_back(request: Request) -> str:
    """Return the address of the list that the agent came from."""
    query = request.session.get(LAST_LIST, "")
    path = str(request.route_path("agent_desk.cases"))
    return f"{path}?{query}" if isinstance(query, str) and query else path
