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
        node.name: (node, write_signature(node))
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns
    }


def read_headings():
    """Return the headings of the reference that show a call."""
    lines = REFERENCE.read_text(encoding="utf-8").splitlines()
    headings = (re.match(r"#{2,}\s+`?(\w+\(.*?)`?\s*$", line) for line in lines)
    return [heading[1] for heading in headings if heading]


def read_sections():
    """Return what the reference says of each hook, by its name."""
    text = REFERENCE.read_text(encoding="utf-8")
    parts = re.split(r"^### `(\w+)\(.*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def write_signature(node):
    return f"{node.name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}"


def in_words(text):
    """Return a docstring's words as the reference writes them, without breaks."""
    text = re.sub(r":func:`(\w+)`", r"`\1`", text.replace("``", "`"))
    return " ".join(text.split())


HOOKS = read_hooks()
SECTIONS = read_sections()


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

    @pytest.mark.parametrize("name", HOOKS)
    def test_it_shows_each_hook_at_work(self, name):
        _, shape = HOOKS[name]
        blocks = re.findall(r"```python\n(.*?)```", SECTIONS[name], re.DOTALL)
        functions = [node for block in blocks for node in ast.parse(block).body]

        assert shape in [write_signature(node) for node in functions]
        assert all("@hookimpl" in block for block in blocks)

    @pytest.mark.parametrize("name", HOOKS)
    def test_it_says_what_the_code_says(self, name):
        node, _ = HOOKS[name]
        doc = ast.get_docstring(node)
        section = in_words(SECTIONS[name])

        given = re.findall(r":param (\w+): (.+)", doc)
        raised = re.findall(r":raises ([\w.]+): (.+)", doc)
        version = re.search(r"versionadded:: (\S+)", doc)[1]
        assert [p for p, text in given if f"- `{p}`: {in_words(text)}" not in section] == []
        assert [
            e for e, text in raised if f"- `{e}` (raised): {in_words(text)}" not in section
        ] == []
        assert in_words(doc.partition("\n\n:")[0].partition("\n\n..")[0]) in section
        assert f"Since {version}." in section
