"""Routes with an audience, which answer 404 while their plugin is off."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pyramid.config import Configurator
from translationstring import TranslationStringFactory

from core.errors import NotFoundError, PluginError
from core.plugin.route_table import VARIABLE, RouteRecorder, RouteTable
from core.web.administration import check_pages
from core.web.request import Request

_ = TranslationStringFactory("core")

# Why somebody is asked to sign in: the sign-in page says it.
ENDED, SAVED, FILES = "ended", "saved", "files"
WHY: dict[str, str] = {
    ENDED: _("Your session has expired. Sign in to go on where you were."),
    SAVED: _("Your session has expired. Your text is saved: sign in, and it is back in its place."),
    FILES: _(
        "Your session has expired. Your text is saved: sign in, and it is back in its place. Your"
        " files could not be kept: the page names those that you have to choose again."
    ),
}

# What Pyramid notes beside a view: its route, its permission, its template.
PARTS = frozenset({"routes", "permissions", "templates"})

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyramid.registry import Registry

    from core.plugin.contributions import AdminPage
    from core.plugin.loading import Plugin


class RouteConfig(RouteRecorder):
    """What a feature's ``routes.py`` is given where there are pages.

    :param owner: ``core`` or the plugin's name; its routes' names begin with it and a dot
    """

    def __init__(self, config: Configurator, owner: str) -> None:
        super().__init__(config.registry.routes, owner)
        self._config = config

    def _add(self, name: str, pattern: str, options: dict[str, Any]) -> None:
        if self._owner != "core":
            options["plugin"] = self._owner
        self._config.add_route(name, pattern, **options)


def addresses_of(registry: Registry, owner: str) -> list[str]:
    """Return where an owner's pages are, for people: ``/cases/…``."""
    own = (p for p, name in registry.routes.patterns.items() if name.startswith(f"{owner}."))
    return sorted({VARIABLE.sub("…", pattern) for pattern in own})


def begin_routes(config: Configurator) -> None:
    """Make room for the routes that come: nothing has an address yet."""
    config.registry.routes = RouteTable()
    config.add_route_predicate("plugin", PluginPredicate)
    config.add_route_predicate("offered", OfferedPredicate)


class PluginPredicate:
    """Matches while the tenant has the plugin on. Off means that its addresses do not exist."""

    def __init__(self, name: str, _config: Configurator) -> None:
        self.name = name

    def text(self) -> str:
        return f"plugin = {self.name}"

    phash = text

    def __call__(self, _info: dict[str, Any], request: Request) -> bool:
        return self.name in request.tenant.plugins


class OfferedPredicate:
    """Matches while customers are offered a page by that name (:mod:`core.plugin.links`)."""

    def __init__(self, name: str, _config: Configurator) -> None:
        self.name = name

    def text(self) -> str:
        return f"offered = {self.name}"

    phash = text

    def __call__(self, _info: dict[str, Any], request: Request) -> bool:
        return request.platform.plugins.links_for(request.tenant.plugins).offers(self.name)


def include_feature(config: Configurator, package: str, owner: str) -> None:
    """Add a feature's routes and views, as far as it has any."""
    if importlib.util.find_spec(f"{package}.routes") is None:
        return
    routes = importlib.import_module(f"{package}.routes")
    routes.includeme(RouteConfig(config, owner))
    if importlib.util.find_spec(f"{package}.views") is not None:
        config.scan(f"{package}.views")


def include_plugin(
    config: Configurator, plugin: Plugin, pages: Iterable[AdminPage] = ()
) -> PluginError | None:
    """Add a plugin's routes and views; the error if it can't be done, and then nothing is added.

    :param pages: what it adds to the administration
    """
    package = plugin.manifest.package
    registry = config.registry
    before = registry.routes.copy()
    actions = config.action_state.actions
    mark = len(actions)
    try:
        if hasattr(importlib.import_module(package), "__path__"):  # it is not of one file
            include_feature(config, package, plugin.name)
        check_pages(plugin.name, pages, registry.routes)
        _check_views(plugin.name, config.action_state.actions[mark:], registry)
        config.commit()
    except PluginError as error:
        failure = error
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  # a plugin's modules may raise anything
        failure = PluginError(plugin.name, "routes", f"{type(error).__name__}: {error}")
    else:
        return None
    del actions[mark:]
    registry.routes.restore(before)
    return failure


def _check_views(plugin: str, actions: list[dict[str, Any]], registry: Registry) -> None:
    """Refuse what would take part in others' requests: it would be there while the plugin is off.

    That is a view for another route or for none, and all else that Pyramid's decorators declare:
    subscribers, adapters.
    """
    for action in actions:
        for found in action["introspectables"]:
            if found.category_name in PARTS:
                continue
            if found.category_name != "views":
                raise PluginError(
                    plugin, "view-only", f"its views declare '{found.title}', which is no view."
                )
            route = str(found.get("route_name") or "")
            if not route.startswith(f"{plugin}."):
                raise PluginError(
                    plugin, "view-route", f"its view '{found.title}' is for no route of its own."
                )
            if route not in registry.routes.audiences:
                raise PluginError(
                    plugin,
                    "view-route",
                    f"its view '{found.title}' is for the route '{route}', which is not added.",
                )


def can_be_opened(request: Request) -> bool:
    """Whether there is a page at the address, or it is one that forms are only sent to."""
    matched = getattr(request, "matched_route", None)
    if matched is None:
        return True  # what was refused by its head: nobody has looked yet
    route = matched.name
    found = (view["introspectable"] for view in request.registry.introspector.get_category("views"))
    methods = [view["request_methods"] for view in found if view["route_name"] == route]
    return any(method is None or "GET" in method for method in methods)


def read_id(text: str) -> UUID:
    """Return the id that an address or a form names.

    :raises NotFoundError: it is none
    """
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError(text[:40]) from None


def next_of(request: Request) -> dict[str, str]:
    """Return what pages about signing in pass on: where it goes on, and why one is asked."""
    wanted = {"next": safe_next(request, ""), "_why": request.typed("_why", anywhere=True)}
    return {name: text for name, text in wanted.items() if text}


def safe_next(request: Request, default: str) -> str:
    """Return the ``next`` parameter if it is a path of ours, else the default.

    Ours are written in ASCII, and so must a header be.
    """
    target = request.typed("next", anywhere=True)
    is_path = target.startswith("/") and not target.startswith(("//", "/\\"))
    clean = is_path and "\\" not in target and target.isascii() and target.isprintable()
    return target if clean else default
