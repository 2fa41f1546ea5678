"""Whom a plugin's modules know: the core, but no other plugin; services know no web."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.plugin_kit.subject import Finding

if TYPE_CHECKING:
    from core.plugin.loading import PluginRegistry
    from core.plugin_kit.subject import Subject

WEB = frozenset({"pyramid", "webob", "deform"})
WITHOUT_WEB = frozenset({"services", "models"})

API = "core.plugin.api"
OFFERING = frozenset({"core", "fields_config"})


@cache
def public_names() -> frozenset[str]:
    """Return what plugins may import: the modules of the API, and what their ``__all__`` names."""
    package = importlib.import_module(API)
    found = pkgutil.iter_modules(package.__path__, f"{API}.")
    modules = [package, *(importlib.import_module(module.name) for module in found)]
    names = {f"{module.__name__}.{name}" for module in modules for name in module.__all__}
    return frozenset(names | {module.__name__ for module in modules})


def check_imports(subject: Subject, plugins: PluginRegistry) -> Iterator[Finding]:
    """Read every module's imports, without running it."""
    package, public = subject.manifest.package, public_names()
    others = {
        plugin.manifest.package
        for plugin in plugins.plugins.values()
        if plugin.name != subject.name
    }
    for path in subject.files("*.py"):
        names = sorted(_imported(path))
        named = subject.named(path)
        for name in names:
            if _is_strange(name, package) or any(_is_in(name, other) for other in others):
                yield Finding("plugin-import", f"{named} imports another plugin: '{name}'.")
        for name in [] if subject.is_ours else names:
            if name.partition(".")[0] in OFFERING and name not in public:
                yield Finding(
                    "undocumented-import",
                    f"{named} imports '{name}', which is no part of {API}:"
                    " it may change or go with any release.",
                )
        if WITHOUT_WEB & set(Path(named).with_suffix("").parts):
            for name in names:
                if name.partition(".")[0] in WEB:
                    yield Finding("web-import", f"{named} must not know the web, and has '{name}'.")


def _is_strange(name: str, package: str) -> bool:
    """Whether it is a plugin by its name: ours, or one that somebody distributes."""
    return name.startswith(("plugins.", "ventanilla_")) and not _is_in(name, package)


def _is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found
