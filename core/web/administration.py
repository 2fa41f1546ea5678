"""The administration: sections, and in each the pages that features and plugins bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.errors import PluginError
from core.plugin.answers import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.plugin.contributions import AdminPage, AdminSection
    from core.plugin.route_table import RouteTable
    from core.scope import Scope
    from core.web.request import Request

_ = TranslationStringFactory("core")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the administration, which is an entry of the menu of staff."""

    title: str
    icon: str
    position: int


# In the order in which the administration begins with what somebody may open.
SECTIONS: Mapping[AdminSection, Section] = {
    "organisation": Section(_("Organisation"), "building", 80),
    "people": Section(_("People"), "people", 60),
    "fields": Section(_("Fields and forms"), "ui-checks", 70),
    "plugins": Section(_("Plugins"), "puzzle", 75),
}


def first_pages(scope: Scope) -> dict[Section, AdminPage]:
    """Return the page with which each section begins that the person may open."""
    pages = [page for page in scope.hooks.admin_pages if scope.actor.may(page.permission)]
    first = ((name, next((p for p in pages if p.section == name), None)) for name in SECTIONS)
    return {SECTIONS[name]: page for name, page in first if page is not None}


def section_here(request: Request) -> Section | None:
    """Return the section to which the page belongs that is asked for, if it is one of these."""
    page = _page_here(request)
    return next((one for name, one in SECTIONS.items() if page and page.section == name), None)


def admin_tabs(request: Request) -> list[tuple[str, str, bool]]:
    """Return (title, address, whether it is here) of the pages beside the one that is asked for."""
    here, scope = _page_here(request), request.scope
    return [
        (plain(scope.translate(page.title)), request.route_path(page.route), page is here)
        for page in scope.hooks.admin_pages
        if here and page.section == here.section and scope.actor.may(page.permission)
    ]


def nearest(paths: Iterable[str], here: str) -> str:
    """Return the path at which, or below which, the person is; the longest of several."""
    above = (
        path for path in paths if here == path or (path != "/" and here.startswith(f"{path}/"))
    )
    return max(above, key=len, default="")


def check_pages(owner: str, pages: Iterable[AdminPage], routes: RouteTable) -> None:
    """Refuse pages to which no tab could lead.

    :raises PluginError: a page's route is not there, is not for staff, or has variables
    """
    for page in pages:
        path = routes.paths.get(page.route)
        if path is None or "{" in path or routes.audiences[page.route] != "staff":
            raise PluginError(
                owner,
                "admin-page",
                f"its page '{page.title}' needs a route '{page.route}' that is for staff and has"
                " no variables.",
            )


def _page_here(request: Request) -> AdminPage | None:
    paths = request.registry.routes.paths
    pages = {paths[page.route]: page for page in request.scope.hooks.admin_pages}
    return pages.get(nearest(pages, request.path_info))
