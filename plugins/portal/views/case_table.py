"""A page of cases as the templates draw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.plugin.api.cases import Page, list_cases
from plugins.portal.services.listing import TABS, Listing, filter_of, list_columns, name_type

if TYPE_CHECKING:
    from core.plugin.api.cases import CaseRow
    from core.plugin.api.pages import Request

TabLink = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class CaseTable:
    """Rows, columns (key, heading), and where the links around them lead.

    ``types`` has, by case number, what comes after the product: reason and sub-reason.
    """

    rows: list[CaseRow]
    columns: list[tuple[str, str]]
    types: dict[int, str]
    previous_url: str = ""
    next_url: str = ""
    clear_url: str = ""


def show_listing(request: Request, listing: Listing) -> tuple[CaseTable, list[TabLink]]:
    """Return the table and the tabs of a list."""
    scope = request.scope
    route = request.matched_route.name
    page = Page([]) if listing.is_void else list_cases(scope, filter_of(scope, listing))

    def url(**changes: str) -> str:
        return str(request.route_path(route, _query=listing.query(**changes)))

    table = CaseTable(
        page.rows,
        list_columns(scope, listing.view),
        {row.number: name_type(scope, row.product) for row in page.rows},
        previous_url=url(before=page.previous_key) if page.previous_key else "",
        next_url=url(after=page.next_key) if page.next_key else "",
        clear_url=request.route_path(route, _query={"tab": listing.tab}),
    )
    if listing.status is None:
        return table, []
    # A tab asks for all of its statuses, so the choice of one does not go with it.
    links = [
        (scope.translate(title), url(tab=tab, status=""), tab == listing.tab)
        for tab, title in TABS.items()
    ]
    return table, links
