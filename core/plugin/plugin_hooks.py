"""The hooks that plugins declare for each other."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

from core.errors import PluginError
from core.plugin import PROJECT
from core.plugin.answers import kind_of

MARK = f"{PROJECT}_spec"
RULE = "hooks"
Spec = Callable[..., Any]


def read_hooks(plugin: str, modules: Any, taken: Mapping[str, Spec]) -> dict[str, Spec]:
    """Return the hooks that a plugin declares, by name.

    :param modules: what its ``register_hooks`` has answered
    :param taken: the hooks that there are already
    :raises PluginError: naming the hook, and what is wrong with it
    """
    if type(modules) is not list or not all(isinstance(one, ModuleType) for one in modules):
        raise PluginError(plugin, RULE, "its 'register_hooks' answered no list of modules.")
    found: dict[str, Spec] = {}
    for name, spec in _marked(modules):
        _check(plugin, name, spec)
        if name in taken or name in found:
            raise PluginError(plugin, "clash-hook", f"there is a hook '{name}' already.")
        found[name] = spec
    if not found:
        raise PluginError(plugin, RULE, "its 'register_hooks' named no function with @hookspec.")
    return found


def _marked(modules: list[ModuleType]) -> Iterator[tuple[str, Spec]]:
    for module in modules:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if hasattr(function, MARK):
                yield name, function


def _check(plugin: str, name: str, spec: Spec) -> None:
    if not name.startswith(f"{plugin}_") or spec.__name__ != name:
        raise PluginError(plugin, "hook-name", f"its hook '{name}' must begin '{plugin}_'.")
    signature = inspect.signature(spec)
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    if next(iter(signature.parameters), "") != "scope" or kinds != {
        inspect.Parameter.POSITIONAL_OR_KEYWORD
    }:
        raise PluginError(
            plugin,
            "hook-signature",
            f"its hook '{name}' must take 'scope' first, and plain parameters only.",
        )
    if signature.return_annotation not in (None, "None"):
        try:
            kind_of(spec)
        except (TypeError, LookupError) as error:
            raise PluginError(plugin, "hook-signature", f"its hook {error}.") from None
