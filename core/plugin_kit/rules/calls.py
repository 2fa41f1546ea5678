"""What a plugin's code says in place, read without running it: menu entries, who acts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.plugin_kit.subject import Finding

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from core.plugin_kit.subject import Subject

Function = ast.FunctionDef | ast.AsyncFunctionDef


def check_menu(subject: Subject, routes: set[str]) -> Iterator[Finding]:
    """See that each entry of a menu leads to a page that is there."""
    for path in subject.files("*.py"):
        for node in ast.walk(_read(path)):
            if not isinstance(node, ast.Call) or _name_of(node.func) != "MenuItem":
                continue
            for word in node.keywords:
                if word.arg == "route" and isinstance(word.value, ast.Constant):
                    route = str(word.value.value)
                    if route not in routes:
                        yield Finding(
                            "menu-route",
                            f"{subject.named(path)}, line {node.lineno}: a menu entry leads to the"
                            f" route '{route}', which is not there, so it is never shown.",
                        )


def check_public_views(
    subject: Subject, config: Configurator, public: set[str]
) -> Iterator[Finding]:
    """Tell which views that anybody can reach lead to something that acts as the system."""
    functions = _functions(subject)
    for item in config.introspector.get_category("views") or ():
        view: Any = item["introspectable"]
        route = str(view.get("route_name") or "")
        if route not in public or not route.startswith(f"{subject.name}."):
            continue
        found = _leads_to_system(getattr(view["callable"], "__name__", ""), functions)
        if found:
            yield Finding(
                "public-system",
                f"Anybody can reach its route '{route}', and '{found}' then acts as the system,"
                " which may do everything: let what the address holds prove who comes.",
            )


def _functions(subject: Subject) -> dict[str, list[Function]]:
    """Return every function of the plugin by its name, wherever it is."""
    found: dict[str, list[Function]] = {}
    for path in subject.files("*.py"):
        for node in ast.walk(_read(path)):
            if isinstance(node, Function):
                found.setdefault(node.name, []).append(node)
    return found


def _leads_to_system(name: str, functions: dict[str, list[Function]]) -> str:
    """Return the function, among those that one calls, in which the system acts; or nothing."""
    ahead, seen = [name], set[str]()
    while ahead:
        now = ahead.pop()
        if now in seen:
            continue
        seen.add(now)
        for function in functions.get(now, ()):
            names = set()
            for node in ast.walk(function):
                if isinstance(node, ast.Name | ast.Attribute):
                    names.add(_name_of(node))
                if isinstance(node, ast.keyword) and node.arg == "kind":
                    names.add(f"kind={getattr(node.value, 'value', '')}")
            if names & {"SYSTEM", "kind=system"}:
                return now
            ahead += sorted(names & functions.keys())
    return ""


def _name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _read(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))
