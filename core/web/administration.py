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
    may, pages = scope.actor.may, scope.hooks.admin_pages
    found = ((section, pages.get(name, ())) for name, section in SECTIONS.items())
    first = ((section, next((p for p in ps if may(p.permission)), None)) for section, ps in found)
    return {section: page for section, page in first if page is not None}


def section_here(request: Request) -> Section | None:
    """Return the section to which the page belongs that is asked for, if it is one of these."""
    page = _page_here(request)
    return SECTIONS[page.section] if page is not None else None


def admin_tabs(request: Request) -> list[tuple[str, str, bool]]:
    """Return (title, address, whether it is here) of the pages beside the one that is asked for."""
    here, scope = _page_here(request), request.scope
    return [
        (plain(scope.translate(page.title)), request.route_path(page.route), page is here)
        for page in (scope.hooks.admin_pages[here.section] if here is not None else ())
        if scope.actor.may(page.permission)
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
