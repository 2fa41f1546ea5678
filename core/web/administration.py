"""The administration: sections, and in each the pages that features and plugins bring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.errors import PluginError
from core.plugin.answers import plain
from core.plugin.contributions import ADMIN_SECTIONS, AdminSection

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from core.plugin.contributions import AdminPage
    from core.plugin.route_table import RouteTable
    from core.scope import Scope
    from core.web.request import Request

_ = TranslationStringFactory("core")


SECTIONS: Mapping[str, AdminSection] = {
    "organisation": AdminSection(title=_("Organisation"), icon="building", position=80),
    "people": AdminSection(title=_("People"), icon="people", position=60),
    "fields": AdminSection(title=_("Fields and forms"), icon="ui-checks", position=70),
    "plugins": AdminSection(title=_("Plugins"), icon="puzzle", position=75),
}


def first_pages(scope: Scope, replaced: Collection[str] = ()) -> dict[AdminSection, AdminPage]:
    """Return the page with which each section begins that the person may open.

    The core's sections stand first: with them the administration begins.

    :param replaced: routes in whose place an entry of the menu stands
    """
    pages: Mapping[str | AdminSection, tuple[AdminPage, ...]] = scope.hooks.admin_pages
    first = {}
    for section in dict.fromkeys((*ADMIN_SECTIONS, *pages)):
        page = next(iter(_pages_shown(scope, section, replaced)), None)
        if page is not None:
            first[_section_of(page)] = page
    return first


def _pages_shown(
    scope: Scope, section: str | AdminSection, replaced: Collection[str]
) -> list[AdminPage]:
    """Return the pages of a section that the person may open and nothing stands in place of."""
    everywhere: Iterable[AdminPage] = scope.hooks.admin_pages_by_route.values()
    gone = {page.replaces for page in everywhere if scope.actor.may(page.permission)}
    pages: Iterable[AdminPage] = scope.hooks.admin_pages.get(section, ())
    return [
        page
        for page in pages
        if scope.actor.may(page.permission) and page.route not in gone.union(replaced)
    ]


def section_here(request: Request) -> AdminSection | None:
    """Return the section to which the page belongs that is asked for, if it is one of these."""
    page = _page_here(request)
    return _section_of(page) if page is not None else None


def _section_of(page: AdminPage) -> AdminSection:
    return SECTIONS[page.section] if isinstance(page.section, str) else page.section


def admin_tabs(request: Request, replaced: Collection[str] = ()) -> list[tuple[str, str, bool]]:
    """Return (title, address, whether it is here) of the pages beside the one that is asked for.

    :param replaced: as in :func:`first_pages`
    """
    here, scope = _page_here(request), request.scope
    if here is None:
        return []
    return [
        (plain(scope.translate(page.title)), request.route_path(page.route), page is here)
        for page in _pages_shown(scope, here.section, replaced)
    ]


def check_pages(owner: str, pages: Iterable[AdminPage], routes: RouteTable) -> None:
    """Refuse pages to which no tab could lead.

    :raises PluginError: a page's route is not there, is not for staff, or has variables
    """
    paths = {name: path for path, name in routes.patterns.items()}
    for page in pages:
        path = paths.get(page.route)
        if path is None or "{" in path or routes.audiences[page.route] != "staff":
            raise PluginError(
                owner,
                "admin-page",
                f"its page '{page.title}' needs a route '{page.route}' that is for staff and has"
                " no variables.",
            )


def _page_here(request: Request) -> AdminPage | None:
    """Return the page at whose path, or below whose path, the request is; the nearest above it."""
    patterns: Mapping[str, str] = request.registry.routes.patterns
    pages: Mapping[str, AdminPage] = request.scope.hooks.admin_pages_by_route
    path: str = request.path_info.rstrip("/")
    while path:
        name = patterns.get(path, "")
        if name in pages:
            return pages[name]
        path = path.rpartition("/")[0]
    return None
