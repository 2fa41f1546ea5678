"""Pyramid's renderer over the template engine, and what every page's template can use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from core.plugin import hookspecs
from core.plugin.answers import plain
from core.plugin.contributions import MenuItem, Slot
from core.scope import ANONYMOUS, Scope
from core.templating import render
from core.web.actions import case_actions, contact_actions, note_actions
from core.web.administration import admin_tabs, first_pages, section_here
from core.web.answer_tools import answer_tools
from core.web.development import list_failures
from core.web.impersonating import banner
from core.web.messages import take_messages
from core.web.panels import panels, part_context
from core.web.request import Request
from fields_config.texts import language_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pyramid.interfaces import IRendererInfo

    from core.plugin.links import Reader


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A menu entry, ready to be drawn."""

    label: str
    url: str
    icon: str
    position: int
    active: bool
    primary: bool
    personal: bool = False
    route: str = ""
    replaces: str = ""


class PageRenderer:
    """Renders ``<domain>/<file>.jinja2`` with the page's surroundings."""

    def __init__(self, info: IRendererInfo) -> None:
        self._template = info.name

    def __call__(self, value: dict[str, Any], system: dict[str, Any]) -> str:
        return render_page(system["request"], self._template, value)


def render_page(request: Request, template: str, values: dict[str, Any]) -> str:
    """Render a page's template for this request."""
    scope: Scope = request.scope
    surroundings = page_context(request)
    return render(template, scope.translator, scope.tenant.domains, {**surroundings, **values})


def page_context(request: Request) -> dict[str, Any]:
    """Return what every page's template can use beside its own values."""
    scope: Scope = request.scope
    is_staffs = request.audience == "staff"
    slot: Slot = "staff" if is_staffs else "portal"
    reader: Reader = "staff" if is_staffs else "customer"
    links = menu_links(request, slot) if scope.actor is not ANONYMOUS else ()
    return {
        **part_context(request),
        "panels": panels,
        "case_actions": case_actions,
        "note_actions": note_actions,
        "contact_actions": contact_actions,
        "answer_tools": answer_tools,
        "languages": tuple((code, language_name(code)) for code in scope.tenant.languages),
        "menu": tuple(link for link in links if not link.personal),
        # In a customer's portal there is nothing to be said to the member of staff who looks.
        "flashes": () if request.looks_only else take_messages(request.session),
        "impersonation": banner(request),
        "page_path": request.path_qs,
        "theme": request.theme,
        "logout_url": scope.links.path("sign_out", reader),
        "home_url": scope.links.path("home", reader),
        "person_links": tuple((one.label, one.url, one.icon) for one in links if one.personal),
        "branding_url": f"/branding.css?v={scope.tenant.version}",
        # Asked at the end of the page, when all that fails on it has failed.
        "failures": partial(list_failures, request),
        "admin_tabs": partial(admin_tabs, request, replaced_by(links)),
    }


def menu_links(request: Request, slot: Slot) -> tuple[MenuLink, ...]:
    """Return the menu that this person sees: what the core and the enabled plugins put there."""
    scope: Scope = request.scope

    def link(item: MenuItem) -> MenuLink | None:
        if item.permission and not scope.actor.may(item.permission):
            return None
        return MenuLink(
            label=plain(scope.translate(item.label)),
            url=plain(request.route_path(item.route)),
            icon=plain(item.icon),
            position=item.position,
            active=False,
            primary=item.primary,
            personal=item.personal,
            route=item.route,
            replaces=item.replaces,
        )

    links = scope.hooks.gather_with(link, hookspecs.menu_items, scope=scope, slot=slot)
    shown = [one for one in links if one is not None]
    replaced = replaced_by(shown)
    shown = [one for one in shown if one.route not in replaced]
    here = _nearest([one.url for one in shown], request.path)
    shown = [replace(one, active=True) if one.url == here else one for one in shown]
    if slot == "staff":
        shown += _section_links(request, replaced)
    return tuple(sorted(shown, key=lambda one: (one.personal, one.position, one.label)))


def replaced_by(links: Iterable[MenuLink]) -> frozenset[str]:
    """Return the routes in whose place an entry of the menu stands."""
    return frozenset(one.replaces for one in links if one.replaces not in ("", one.route))


def _nearest(urls: list[str], here: str) -> str:
    """Return the entry on whose page, or below whose page, the person is."""
    above = (url for url in urls if here == url or (url != "/" and here.startswith(f"{url}/")))
    return max(above, key=len, default="")


def _section_links(request: Request, replaced: Collection[str]) -> list[MenuLink]:
    """Return the entries that lead to the administration, one for each of its sections."""
    here = section_here(request)
    return [
        MenuLink(
            label=plain(request.scope.translate(section.title)),
            url=request.route_path(page.route),
            icon=plain(section.icon),
            position=section.position,
            active=section == here,
            primary=False,
        )
        for section, page in first_pages(request.scope, replaced).items()
    ]
