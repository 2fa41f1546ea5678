"""What calling a hook costs, beside plain calls and beside pluggy's own caller for a subset.

Run: .venv/bin/python tests/bench/hook_dispatch.py
"""

import sys
import timeit
from pathlib import Path
from types import ModuleType, SimpleNamespace
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy import create_engine

from core.db.guard import TENANT
from core.db.session import make_session
from core.plugin import hookimpl, hookspecs
from core.plugin.contributions import MenuItem
from core.plugin.loading import load_plugins
from core.plugin.manifest import PluginManifest

PLUGINS = 10
CALLS = 5_000
ROUNDS = 7


def make_plugin(name):
    module = ModuleType(name)
    items = [MenuItem(label=name, route=f"{name}.home")]

    @hookimpl
    def register_plugin():
        return PluginManifest(name=name, title=name, package="core.plugin")

    @hookimpl
    def menu_items(scope, slot):
        return items

    module.register_plugin, module.menu_items = register_plugin, menu_items
    return module


def best(function):
    """Return microseconds per call of one plugin, in the best round."""
    return min(timeit.repeat(function, number=CALLS, repeat=ROUNDS)) / CALLS / PLUGINS * 1e6


def main():
    names = [f"bench{number}" for number in range(PLUGINS)]
    registry = load_plugins(modules=[make_plugin(name) for name in names])
    hooks = registry.hooks_for(names)
    others = [plugin for name, plugin in registry.manager.list_name_plugin() if name not in names]
    tenant_id = uuid4()
    session = make_session(create_engine("sqlite://"))
    session.info[TENANT] = tenant_id
    scope = SimpleNamespace(tenant=SimpleNamespace(id=tenant_id), session=session)
    functions = [registry.plugins[name].module.menu_items for name in names]
    subset = registry.manager.subset_hook_caller("menu_items", others)

    def plain():
        return [item for function in functions for item in function(scope, "portal")]

    def pluggys():
        return [item for part in subset(scope=scope, slot="portal") for item in part]

    def ours():
        return hooks.gather(hookspecs.menu_items, scope=scope, slot="portal")

    for _ in range(50):  # let every function prove itself
        ours()
    assert sorted(i.label for i in ours()) == sorted(i.label for i in plain())
    base = best(plain)
    print("| way | µs per call of one plugin | times a plain call |")
    print("|---|---|---|")
    for name, way in (("plain call", plain), ("pluggy, subset", pluggys), ("fenced", ours)):
        cost = best(way)
        print(f"| {name} | {cost:.2f} | {cost / base:.1f} |")


main()
