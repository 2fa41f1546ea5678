"""What our own plugins may import, everybody's may: it stands in the documentation."""

import ast
import importlib
import re

import pytest

from tests.support.tree import ROOT

PAGE = ROOT / "docs" / "building-blocks.md"
OURS = ("core", "fields_config")
FOLDERS = ("plugins", "examples", "core/plugin_kit/scaffold")
NAMES = sorted(set(re.findall(r"`((?:core|fields_config)\.[\w.]+)`", PAGE.read_text("utf-8"))))


def read_imports(path):
    """Return what a module imports of ours: ``core.jobs.actor``."""
    text = re.sub(r"\[\[ (\w+) \]\]", r"made_\1", path.read_text(encoding="utf-8"))
    return {
        f"{node.module}.{alias.name}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OURS
        for alias in node.names
    }


def plugin_modules():
    for folder in FOLDERS:
        for pattern in ("*.py", "*.py.tmpl"):
            yield from (p for p in (ROOT / folder).rglob(pattern) if "tests" not in p.parts)


class TestBuildingBlocks:
    def test_whatever_our_plugins_import_is_among_them(self):
        imported = {name for path in plugin_modules() for name in read_imports(path)}

        assert len(imported) > 80
        assert sorted(imported - set(NAMES)) == []

    @pytest.mark.parametrize("name", NAMES)
    def test_each_is_there(self, name):
        module, _, attribute = name.rpartition(".")

        found = getattr(importlib.import_module(module), attribute, None)

        assert found is not None or importlib.import_module(name)
