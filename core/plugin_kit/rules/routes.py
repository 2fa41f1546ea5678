"""A plugin's addresses, and who may use them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pyramid.config import Configurator

from core.features import FEATURES
from core.identity.permissions import ROLES
from core.plugin_kit.rules.calls import check_menu, check_public_views
from core.plugin_kit.subject import Finding
from core.web.rendering import PageRenderer
from core.web.routing import begin_routes, include_feature, include_plugin
from core.web.security import ENTER

if TYPE_CHECKING:
    from core.plugin.loading import PluginRegistry
    from core.plugin_kit.subject import Subject


def check_routes(subject: Subject, plugins: PluginRegistry) -> Iterator[Finding]:
    """Its routes and views fit in beside everybody else's, and name permissions that exist."""
    config = _pages_of_core()
    for plugin in plugins.plugins.values():
        if plugin.name != subject.name:
            include_plugin(config, plugin)
    ours = plugins.plugins[subject.name]
    before = set(config.registry.routes.patterns)
    pages = plugins.registrations.admin_pages_of({subject.name})
    error = include_plugin(config, ours, pages)
    if error is not None:
        yield Finding(error.rule, f"It can't be added to the pages: {error.detail}")
        return
    yield from _check_answered(subject, config)
    yield from _check_renderers(subject, config)
    if not subject.is_ours:
        yield from _check_paths(subject, set(config.registry.routes.patterns) - before)
    yield from _check_permissions(subject, config, plugins)
    yield from check_menu(subject, set(config.registry.routes.audiences))
    public = {name for name, who in config.registry.routes.audiences.items() if who == "public"}
    yield from check_public_views(subject, config, public)


def _pages_of_core() -> Configurator:
    config = Configurator(default_permission=ENTER)
    config.add_renderer(".jinja2", PageRenderer)
    begin_routes(config)
    for feature in FEATURES:
        include_feature(config, feature, "core")
    config.commit()
    return config


def _check_paths(subject: Subject, patterns: set[str]) -> Iterator[Finding]:
    prefix = f"/x/{subject.name}"
    for pattern in sorted(patterns):
        if pattern != prefix and not pattern.startswith(f"{prefix}/"):
            yield Finding("route-path", f"Its path '{pattern}' must be '{prefix}' or below it.")


def _check_answered(subject: Subject, config: Configurator) -> Iterator[Finding]:
    """See that each route has a view: Pyramid does not mind one that nobody answers."""
    answered = {
        item["introspectable"].get("route_name")
        for item in config.introspector.get_category("views")
    }
    own = (n for n in config.registry.routes.patterns.values() if n.startswith(f"{subject.name}."))
    for name in sorted(set(own) - answered):
        yield Finding("route-view", f"No view answers its route '{name}' (route_name=...).")


def _check_renderers(subject: Subject, config: Configurator) -> Iterator[Finding]:
    """See that the templates that its views name are there."""
    for item in config.introspector.get_category("templates"):
        found: Any = item["introspectable"]
        place, _, name = str(found["name"]).partition("/")
        file = subject.folder / "templates" / name
        if place == subject.name and name.endswith(".jinja2") and not file.is_file():
            yield Finding(
                "template-missing", f"A view names '{found['name']}', which is not there."
            )


def _check_permissions(
    subject: Subject, config: Configurator, plugins: PluginRegistry
) -> Iterator[Finding]:
    for one in subject.manifest.permissions:
        for role in sorted(one.roles - ROLES.keys()):
            yield Finding(
                "permission-role",
                f"Its permission '{one.name}' is for the role '{role}';"
                f" there are {', '.join(sorted(ROLES))}.",
            )
    known = {one.name for one in plugins.permissions_of(frozenset({subject.name}))}
    for item in config.introspector.get_category("views"):
        view: Any = item["introspectable"]
        module = getattr(view["callable"], "__module__", "")
        if not module.startswith(f"{subject.manifest.package}."):
            continue
        for related in config.introspector.related(view):
            if related.category_name == "permissions" and related["value"] not in known | {ENTER}:
                yield Finding(
                    "permission-unknown",
                    f"Its view {view['callable'].__name__} asks for '{related['value']}',"
                    " which nobody declares.",
                )
