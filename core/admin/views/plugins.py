"""The catalogue of plugins, with a switch for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.admin.services.disabled import clear_fault, list_faults
from core.admin.services.impact import Impact, count_reach, describe_impact, shown_count
from core.errors import NotFoundError, Refused
from core.tenancy.services import switch_plugin
from core.undo.services import undoable
from core.web.confirmation import ask_first, is_confirmed
from core.web.request import Request
from core.web.routing import addresses_of

if TYPE_CHECKING:
    from pyramid.response import Response

    from core.plugin.loading import Plugin

_ = TranslationStringFactory("core")


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginCard:
    """A plugin in the catalogue. ``blocked_by`` are plugins that it needs and that are off.

    ``impact`` is known while it is on; ``faults`` are (hook, error) of what failed for this tenant
    of late.
    """

    name: str
    title: str
    description: str
    version: str
    is_on: bool
    pages: int
    impact: Impact | None
    permissions: tuple[str, ...]
    requires: tuple[str, ...]
    needed_by: tuple[str, ...]
    blocked_by: tuple[str, ...]
    has_settings: bool
    faults: tuple[tuple[str, str], ...]


@view_config(
    route_name="core.plugins",
    permission="plugins:switch",
    renderer="core/admin/plugins.jinja2",
)
def list_plugins(request: Request) -> dict[str, Any]:
    """Show what is installed, and what was left out and why."""
    registry = request.platform.plugins
    return {
        "cards": [_card(request, plugin) for plugin in registry.plugins.values()],
        "left_out": registry.left_out,
        "faults": list_faults(request.scope),
        "titles": {
            plugin.name: request.scope.translate(plugin.manifest.title)
            for plugin in registry.plugins.values()
        },
    }


@view_config(route_name="core.plugin_switch", permission="plugins:switch", request_method="POST")
def switch(request: Request) -> Any:
    """Switch a plugin on or off for this tenant; off, after asking.

    :raises Refused: it needs another one that is off
    """
    name, on = request.matchdict["plugin"], request.POST.get("on") == "1"
    plugin = request.platform.plugins.plugins.get(name)
    if plugin is None:
        raise NotFoundError(name)
    card = _card(request, plugin)
    if on and card.blocked_by:
        others = ", ".join(card.blocked_by)
        raise Refused(_("Switch on first: ${plugins}.", mapping={"plugins": others}))
    catalogue = request.route_path("core.plugins")
    if not on and card.is_on and not is_confirmed(request):
        return _ask_first(request, card, catalogue)
    with undoable(request.scope, "plugins:switch", "plugins", place=catalogue) as step:
        switch_plugin(request.scope, name, on=on)
    message = _("${name} is on.") if on else _("${name} is off. Its data are kept.")
    request.flash_message("success", _(message, mapping={"name": card.title}), step.id)
    return HTTPSeeOther(catalogue)


def _ask_first(request: Request, card: PluginCard, back: str) -> Response:
    """Say whom it hits, by numbers."""
    reach = count_reach(request.scope)
    impact = card.impact
    audiences = request.registry.routes.audiences
    own = {audience for name, audience in audiences.items() if name.startswith(f"{card.name}.")}
    sentences = [
        _("Pages that answer that they do not exist: ${count}", mapping={"count": card.pages})
    ]
    if own & {"customer", "public"}:
        sentences.append(
            _(
                "Customers signed in now: ${count}",
                mapping={"count": shown_count(request.scope, reach.customers)},
            )
        )
    if "staff" in own:
        sentences.append(
            _(
                "Staff signed in now: ${count}",
                mapping={"count": shown_count(request.scope, reach.staff)},
            )
        )
    sentences.append(
        _(
            "Open cases: ${count}. They stay.",
            mapping={"count": shown_count(request.scope, reach.open_cases)},
        )
    )
    lists = [
        (_("Menu entries that go away: ${list}"), impact.menu_entries if impact else ()),
        (_("Regular jobs that stop: ${list}"), impact.jobs if impact else ()),
        (_("These need it and go off too: ${list}"), card.needed_by),
    ]
    sentences += [_(text, mapping={"list": ", ".join(names)}) for text, names in lists if names]
    sentences.append(_("Its data are kept; on again, all is as it was."))
    translate = request.scope.translate
    names = {"plugin": card.title, "organisation": request.tenant.name}
    return ask_first(
        request,
        translate(_("Switch off ${plugin} for ${organisation}?", mapping=names)),
        [translate(one) for one in sentences],
        translate(_("Switch off ${plugin}", mapping=names)),
        back,
    )


@view_config(route_name="core.plugin_retry", permission="plugins:switch", request_method="POST")
def retry(request: Request) -> HTTPSeeOther:
    """Let a part of a plugin that is disabled try again."""
    clear_fault(request.scope, request.matchdict["plugin"], request.matchdict["hook"])
    request.flash_message("success", _("It is tried again from the next page on."))
    return HTTPSeeOther(request.route_path("core.plugins"))


def _card(request: Request, plugin: Plugin) -> PluginCard:
    manifest = plugin.manifest
    translate = request.scope.translate
    known = request.platform.plugins.plugins

    def titles(names: Any) -> tuple[str, ...]:
        return tuple(translate(known[name].manifest.title) for name in names if name in known)

    on = request.tenant.plugins
    needing = [p.name for p in known.values() if plugin.name in p.manifest.requires]
    faults = request.platform.plugins.breaker.faults(request.tenant.id).items()
    addresses = addresses_of(request.registry, plugin.name)
    return PluginCard(
        name=plugin.name,
        title=translate(manifest.title),
        description=translate(manifest.description),
        version=manifest.version,
        is_on=plugin.name in on,
        pages=len(addresses),
        impact=_impact(request, plugin.name, addresses) if plugin.name in on else None,
        permissions=tuple(translate(one.title) for one in manifest.permissions),
        requires=titles(manifest.requires),
        needed_by=titles(name for name in needing if name in on),
        blocked_by=titles(name for name in manifest.requires if name not in on),
        has_settings=manifest.settings_schema is not None,
        faults=tuple(
            (hook, fault.error) for (_tenant, name, hook), fault in faults if name == plugin.name
        ),
    )


def _impact(request: Request, name: str, addresses: list[str]) -> Impact:
    hooks = request.platform.plugins.hooks_for({name})
    return describe_impact(request.scope, name, hooks, addresses)
