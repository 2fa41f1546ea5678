"""Checking the hooks that a plugin implements, before any of them is called."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import ModuleType
from typing import Any

from core.errors import PluginError
from core.plugin import PROJECT, hookspecs

MARK = f"{PROJECT}_impl"
Specs = Mapping[str, Callable[..., Any]]
SPECS: Specs = dict(inspect.getmembers(hookspecs, inspect.isfunction))


def check_hooks(plugin: str, module: ModuleType, specs: Specs = SPECS) -> None:
    """Refuse implementations that pluggy would silently ignore, or that can't be fenced.

    :param specs: the hooks that there are, those of plugins among them
    :raises PluginError: naming the hook, and what is wrong with it
    """
    for name, function in inspect.getmembers(module, inspect.isroutine):
        options = getattr(function, MARK, None)
        if options is not None:
            _check(plugin, name, function, options, specs)
        elif name in specs and function.__module__ == module.__name__:
            raise PluginError(
                plugin,
                "hook-unmarked",
                f"its '{name}' is called like a hook: mark it with @hookimpl, or rename it.",
            )


def _check(plugin: str, name: str, function: Any, options: dict[str, Any], specs: Specs) -> None:
    if name not in specs:
        if options.get("optionalhook"):
            return  # of a plugin that is not installed
        near = get_close_matches(name, specs, n=1)
        meant = f" Is '{near[0]}' meant?" if near else ""
        raise PluginError(plugin, "unknown-hook", f"there is no hook '{name}'.{meant}")
    if options.get("wrapper") or options.get("hookwrapper"):
        # A wrapper handles other plugins' answers, so no fence can protect against it.
        raise PluginError(plugin, "hook-wrapper", f"its hook '{name}' is a wrapper.")
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise PluginError(plugin, "hook-signature", f"its hook '{name}' must be a plain function.")
    offered = list(inspect.signature(specs[name]).parameters)
    strange = [one for one in inspect.signature(function).parameters if one not in offered]
    if strange:
        given = f"given {', '.join(offered)}" if offered else "given nothing"
        raise PluginError(
            plugin,
            "hook-signature",
            f"its hook '{name}' asks for '{strange[0]}'; it is {given}.",
        )
