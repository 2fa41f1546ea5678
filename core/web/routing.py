"""Routes that know whom they are for, and that are gone while their plugin is off."""

from __future__ import annotations

import importlib
import importlib.util
import re
from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID

from pyramid.config import Configurator
from translationstring import TranslationStringFactory

from core.errors import NotFoundError, PluginError
from core.web.request import Audience, Request

# A name, and perhaps a rule, which may hold braces itself: {number:[0-9]{1,18}}.
_VARIABLE = re.compile(r"\{\w+(:(?:[^{}]|\{[^{}]*\})*)?\}")

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
    from pyramid.registry import Registry

    from core.plugin.loading import Plugin


class RouteConfig:
    """What a feature's ``routes.py`` is given.

    :param owner: ``core`` or the plugin's name; its routes' names begin with it and a dot
    """

    def __init__(self, config: Configurator, owner: str) -> None:
        self._config = config
        self._owner = owner

    def add_route(self, name: str, pattern: str, *, audience: Audience, **options: Any) -> None:
        """Add a route.

        :param audience: ``public`` (anyone), ``customer`` (a contact who signed in) or ``staff``
        :raises PluginError: the name is not the owner's, or name or path are taken
        """
        registry = self._config.registry
        if not name.startswith(f"{self._owner}."):
            raise PluginError(
                self._owner, "route-name", f"its route '{name}' must begin '{self._owner}.'."
            )
        if audience not in get_args(Audience):
            raise PluginError(
                self._owner,
                "route-audience",
                f"its route '{name}' is for '{audience}': say public, customer or staff.",
            )
        if self._owner != "core" and not _is_narrow(pattern, self._owner):
            raise PluginError(
                self._owner, "clash-path", f"the path '{pattern}' would take others' addresses."
            )
        if name in registry.audiences:
            raise PluginError(self._owner, "clash-route", f"the route '{name}' is taken.")
        shape = _shape(pattern)
        taken = next((n for p, n in registry.patterns.items() if _shape(p) == shape), None)
        if taken is not None:
            raise PluginError(
                self._owner, "clash-path", f"the path '{pattern}' belongs to the route '{taken}'."
            )
        registry.audiences[name] = audience
        registry.patterns[pattern] = name
        if self._owner != "core":
            options["plugin"] = self._owner
        self._config.add_route(name, pattern, **options)


def addresses_of(registry: Registry, owner: str) -> list[str]:
    """Return where an owner's pages are, for people: ``/cases/…``."""
    own = (p for p, name in registry.patterns.items() if name.startswith(f"{owner}."))
    return sorted({_VARIABLE.sub("…", pattern) for pattern in own})


def _is_narrow(pattern: str, owner: str) -> bool:
    """Whether a pattern stays away from addresses of plugins that come later."""
    first, _, rest = pattern.lstrip("/").partition("/")
    second = rest.partition("/")[0]
    return not first.startswith(("{", "*", ":")) and (first != "x" or second == owner)


def _shape(pattern: str) -> str:
    """Return the pattern without the names of its variables, which tell no addresses apart."""
    return _VARIABLE.sub(lambda found: f"{{{found[1] or ''}}}", pattern).rstrip("/") or "/"


class PluginPredicate:
    """Matches while the tenant has the plugin on. Off means that its addresses do not exist."""

    def __init__(self, name: str, _config: Configurator) -> None:
        self.name = name

    def text(self) -> str:
        return f"plugin = {self.name}"

    phash = text

    def __call__(self, _info: dict[str, Any], request: Request) -> bool:
        return self.name in request.tenant.plugins


def include_feature(config: Configurator, package: str, owner: str) -> None:
    """Add a feature's routes and views, as far as it has any."""
    if importlib.util.find_spec(f"{package}.routes") is None:
        return
    routes = importlib.import_module(f"{package}.routes")
    routes.includeme(RouteConfig(config, owner))
    if importlib.util.find_spec(f"{package}.views") is not None:
        config.scan(f"{package}.views")


def include_plugin(config: Configurator, plugin: Plugin) -> PluginError | None:
    """Add a plugin's routes and views; the error if it can't be done, and then nothing is added."""
    package = plugin.manifest.package
    if not hasattr(importlib.import_module(package), "__path__"):
        return None  # a plugin of one file: hooks only
    registry = config.registry
    before = dict(registry.audiences), dict(registry.patterns)
    actions = config.action_state.actions
    mark = len(actions)
    try:
        include_feature(config, package, plugin.name)
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
    registry.audiences, registry.patterns = before
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
            if route not in registry.audiences:
                raise PluginError(
                    plugin,
                    "view-route",
                    f"its view '{found.title}' is for the route '{route}', which is not added.",
                )


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
