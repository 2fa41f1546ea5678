"""The hook catalogue is the public interface, so what its docstrings say is checked like code."""

import ast
import re
import textwrap

import pytest

from core.plugin import hookspecs
from tests.support.tree import ROOT

GROUPS = sorted((ROOT / "core" / "plugin" / "hookspecs").glob("[a-z]*.py"))
REFERENCE = ROOT / "docs" / "hooks.md"


def functions_of(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def read_hooks():
    """Return each hook's name with its signature, as one writes it in Python."""
    return {
        node.name: (node, write_signature(node))
        for path in GROUPS
        for node in functions_of(path)
        if node.returns
    }


def write_signature(node):
    return f"{node.name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}"


HOOKS = read_hooks()


class TestCatalogue:
    def test_every_function_is_a_hook_and_annotated(self):
        named = {node.name for path in GROUPS for node in functions_of(path)}

        assert named == set(HOOKS) == set(hookspecs.__all__)

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

    @pytest.mark.parametrize("name", HOOKS)
    def test_every_hook_is_shown_at_work(self, name):
        node, shape = HOOKS[name]
        _, *examples = ast.get_docstring(node).split(".. code-block:: python\n")
        blocks = [
            textwrap.dedent(re.split(r"^\S", part, flags=re.MULTILINE)[0]) for part in examples
        ]
        functions = [each for block in blocks for each in ast.parse(block).body]

        assert shape in [write_signature(each) for each in functions]
        assert all("@hookimpl" in block for block in blocks)


class TestReference:
    @pytest.mark.parametrize("group", [path.stem for path in GROUPS])
    def test_it_has_every_group_of_the_catalogue(self, group):
        shown = f".. automodule:: core.plugin.hookspecs.{group}\n   :members:\n"

        assert shown in REFERENCE.read_text(encoding="utf-8")
