"""What our own plugins may import, everybody's may: the public API, and nothing else."""

import ast
import importlib
import re

import pytest

from core.plugin_kit.rules.imports import API, public_names
from core.templating import environment
from tests.support.tree import ROOT

PAGE = ROOT / "docs" / "building-blocks.md"
OURS = ("core", "fields_config")
FOLDERS = ("plugins", "examples", "core/plugin_kit/scaffold")
TEMPLATE = re.compile(r"[`\"](core/[\w/]+\.jinja2)[`\"]")
TEMPLATES = set(TEMPLATE.findall(PAGE.read_text("utf-8")))
MODULES = sorted(path.stem for path in (ROOT / "core/plugin/api").glob("[a-z]*.py"))


def read_imports(path):
    """Return what a module imports of ours: ``core.plugin.api.actor``."""
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
    def test_our_plugins_import_nothing_but_the_public_api(self):
        imported = {name for path in plugin_modules() for name in read_imports(path)}

        assert len(imported) > 80
        assert sorted(imported - public_names()) == []

    @pytest.mark.parametrize("module", ["", *(f".{name}" for name in MODULES)])
    def test_what_a_module_of_the_api_imports_is_what_it_offers(self, module):
        found = importlib.import_module(f"{API}{module}")
        tree = ast.parse(ROOT.joinpath(found.__file__).read_text(encoding="utf-8"))
        imports = (node for node in tree.body if isinstance(node, ast.ImportFrom))
        gathered = [alias.name for node in imports for alias in node.names]

        assert sorted(found.__all__) == sorted(gathered)

    @pytest.mark.parametrize("module", ["", *(f".{name}" for name in MODULES)])
    def test_the_reference_documents_each_module_of_the_api(self, module):
        assert f".. automodule:: {API}{module}\n" in PAGE.read_text(encoding="utf-8")

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
        assert environment("core", "core").get_template(name)
