"""What an organisation loses for as long as it has a plugin off, by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from core.db.base import new_id
from core.jobs.schedule import Periodic, list_periodics
from core.plugin import hookspecs
from core.plugin.contributions import Slot
from core.scope import Actor, Scope

if TYPE_CHECKING:
    from core.plugin.activation import TenantHooks


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What goes away with a plugin, in words for administrators."""

    pages: tuple[str, ...]
    menu_entries: tuple[str, ...]
    jobs: tuple[str, ...]


def describe_impact(
    scope: Scope, plugin: str, hooks: TenantHooks, addresses: Iterable[str]
) -> Impact:
    """Name what stops when the plugin is switched off.

    :param plugin: one that is on, for it is asked for its menu entries
    :param hooks: those of this plugin alone
    :param addresses: of its pages
    """
    return Impact(
        pages=tuple(addresses),
        menu_entries=tuple(dict.fromkeys(_menu_entries(scope, hooks))),
        jobs=tuple(_title(scope, periodic) for periodic in list_periodics(plugin)),
    )


def _menu_entries(scope: Scope, hooks: TenantHooks) -> Iterable[str]:
    # The portal's menu is a customer's: any will do, so it is none of those there are.
    anybody = scope.acting_as(Actor(kind="contact", id=new_id()))
    for slot in get_args(Slot):
        reader = anybody if slot == "portal" else scope
        for item in hooks.gather(hookspecs.menu_items, scope=reader, slot=slot):
            yield scope.translate(item.label)


def _title(scope: Scope, periodic: Periodic) -> str:
    words = periodic.actor.partition(".")[2].replace("_", " ")
    return scope.translate(periodic.title) if periodic.title else words
