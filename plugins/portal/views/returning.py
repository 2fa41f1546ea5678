"""The way back: a list is found again as it was left, page and filters included."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from translationstring import TranslationStringFactory

if TYPE_CHECKING:
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("portal")

LAST_LIST = "portal.list"
LAST_FILTERS = "portal.filters"
TITLES = {"portal.cases": _("My cases"), "portal.account_cases": _("Cases of my accounts")}
# The session is a cookie: a longer address is not worth its weight in every request.
LONGEST = 300
NOT_KEPT = ("q", "after", "before")


def remember_list(request: Request) -> None:
    """Keep the address of the list that is being shown."""
    query = request.query_string if len(request.query_string) <= LONGEST else ""
    found = [request.matched_route.name, query]
    if request.session.get(LAST_LIST) != found:
        request.session[LAST_LIST] = found
    if request.matched_route.name == "portal.cases":
        _remember_filters(request, query)


def _remember_filters(request: Request, query: str) -> None:
    kept = {key: value for key, value in parse_qsl(query) if key not in NOT_KEPT}
    if request.session.get(LAST_FILTERS, {}) != kept:
        request.session[LAST_FILTERS] = kept


def last_filters(request: Request) -> dict[str, str]:
    """Return the filters that the contact chose last for their own cases."""
    found = request.session.get(LAST_FILTERS)
    return dict(found) if isinstance(found, dict) else {}


def way_back(request: Request, *, is_own: bool) -> tuple[str, str]:
    """Return address and name of the list that a case is in, as the contact left it.

    :param is_own: whether the reader filed the case
    """
    route = "portal.cases" if is_own else "portal.account_cases"
    query = "tab=open" if is_own else ""
    found = request.session.get(LAST_LIST)
    if isinstance(found, list | tuple) and found[0] == route:
        query = str(found[1])
    path = request.route_path(route)
    return f"{path}?{query}" if query else path, TITLES[route]
