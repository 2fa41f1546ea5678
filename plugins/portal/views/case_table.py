"""A page of cases as the templates draw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.plugin.api.cases import Page, lay_out, list_cases
from core.plugin.api.pages import find_search_hits
from plugins.portal.services.listing import OWNER, Listing, filter_of

if TYPE_CHECKING:
    from core.plugin.api.cases import ListColumn, ListLine
    from core.plugin.api.pages import HitGroup, Request

TabLink = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class CaseTable:
    """Rows, what stands in them, and where the links around them lead.

    :ivar hits: what plugins found beside the cases
    :ivar failure: why nothing was listed, if what a plugin asks for failed
    """

    columns: list[ListColumn]
    lines: list[ListLine]
    failure: str = ""
    previous_url: str = ""
    next_url: str = ""
    clear_url: str = ""
    hits: tuple[HitGroup, ...] = ()


def show_listing(request: Request, listing: Listing) -> tuple[CaseTable, list[TabLink]]:
    """Return the table and the tabs of a list."""
    scope = request.scope
    route = request.matched_route.name
    page = Page([]) if listing.is_void else list_cases(scope, filter_of(scope, listing))

    def url(**changes: str) -> str:
        return str(request.route_path(route, _query=listing.query(**changes)))

    rows = lay_out(scope, listing.view, OWNER, page.rows, prefix="p-")
    table = CaseTable(
        rows.columns,
        rows.lines,
        page.failure,
        previous_url=url(before=page.previous_key) if page.previous_key else "",
        next_url=url(after=page.next_key) if page.next_key else "",
        clear_url=request.route_path(route, _query={"tab": listing.tab}),
        hits=()
        if listing.after or listing.before
        else tuple(find_search_hits(request, listing.text)),
    )
    if listing.status is None:
        return table, []
    # A tab asks for all of its statuses, so the choice of one does not go with it.
    links = [
        (scope.translate(view.title), url(tab=tab, status=""), tab == listing.tab)
        for tab, view in listing.tabs.items()
    ]
    return table, links
