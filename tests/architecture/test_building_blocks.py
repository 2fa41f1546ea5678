"""What our own plugins may import, everybody's may: it stands in the documentation."""

import ast
import importlib
import re

import pytest

from core.plugin_kit.rules.imports import promised_names
from tests.support.tree import ROOT

PAGE = ROOT / "docs" / "building-blocks.md"
OURS = ("core", "fields_config")
FOLDERS = ("plugins", "examples", "core/plugin_kit/scaffold")
NAMES = sorted(set(re.findall(r"`((?:core|fields_config)\.[\w.]+)`", PAGE.read_text("utf-8"))))
TEMPLATE = re.compile(r"[`\"](core/[\w/]+\.jinja2)[`\"]")
TEMPLATES = set(TEMPLATE.findall(PAGE.read_text("utf-8")))


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
            files = (ROOT / folder).rglob(pattern)
            yield from (p for p in files if "tests" not in p.relative_to(ROOT).parts)


def plugin_templates():
    for folder in FOLDERS:
        for pattern in ("*.jinja2", "*.jinja2.tmpl"):
            yield from (ROOT / folder).rglob(pattern)


class TestBuildingBlocks:
    def test_whatever_our_plugins_import_is_among_them(self):
        imported = {name for path in plugin_modules() for name in read_imports(path)}

        assert len(imported) > 80
        assert sorted(imported - set(NAMES)) == []

    def test_plugin_check_knows_the_same_names(self):
        assert sorted(promised_names()) == NAMES

    def test_whatever_templates_our_plugins_build_on_are_among_them(self):
        used = {
            name
            for path in plugin_templates()
            for name in TEMPLATE.findall(path.read_text(encoding="utf-8"))
        }

        assert len(used) > 5
        assert used - TEMPLATES == set()

    @pytest.mark.parametrize("name", sorted(TEMPLATES))
    def test_each_template_is_there(self, name):
        assert (ROOT / "core/web/templates" / name.removeprefix("core/")).is_file()

    @pytest.mark.parametrize("name", NAMES)
    def test_each_is_there(self, name):
        module, _, attribute = name.rpartition(".")

        found = getattr(importlib.import_module(module), attribute, None)

        assert found is not None or importlib.import_module(name)
