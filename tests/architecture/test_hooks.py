"""The hook catalogue is the public interface, so its documentation is checked like code."""

import ast
import re

import pytest

from tests.support.tree import ROOT

CATALOGUE = ROOT / "core" / "plugin" / "hookspecs.py"
REFERENCE = ROOT / "docs" / "hooks.md"


def read_hooks():
    """Return each hook's name with its signature, as one writes it in Python."""
    tree = ast.parse(CATALOGUE.read_text(encoding="utf-8"))
    return {
        node.name: (node, f"{node.name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns
    }


def read_headings():
    """Return the headings of the reference that show a call."""
    lines = REFERENCE.read_text(encoding="utf-8").splitlines()
    headings = (re.match(r"#{2,}\s+`?(\w+\(.*?)`?\s*$", line) for line in lines)
    return [heading[1] for heading in headings if heading]


HOOKS = read_hooks()


class TestCatalogue:
    def test_every_public_function_is_annotated(self):
        tree = ast.parse(CATALOGUE.read_text(encoding="utf-8"))
        public = {n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name[0] != "_"}

        assert public == set(HOOKS)

    @pytest.mark.parametrize("name", HOOKS)
    def test_every_hook_says_what_it_is_for(self, name):
        node, _ = HOOKS[name]
        doc = ast.get_docstring(node) or ""
        parameters = [a.arg for a in (*node.args.args, *node.args.kwonlyargs)]

        assert doc
        assert ".. versionadded::" in doc
        assert [p for p in parameters if f":param {p}:" not in doc and p != "scope"] == []

    @pytest.mark.parametrize("name", HOOKS)
    def test_every_hook_but_the_start_up_ones_is_given_a_scope_first(self, name):
        node, _ = HOOKS[name]

        if not name.startswith("register_"):
            assert node.args.args[0].arg == "scope"
        assert node.args.kwarg is None


class TestReference:
    def test_it_has_a_heading_with_the_exact_signature_of_every_hook(self):
        missing = [shape for _, shape in HOOKS.values() if shape not in read_headings()]

        assert missing == []

    def test_it_tells_of_no_hook_that_is_gone(self):
        shapes = {shape for _, shape in HOOKS.values()}

        assert [heading for heading in read_headings() if heading not in shapes] == []
