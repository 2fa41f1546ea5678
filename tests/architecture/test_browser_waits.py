"""Tests in a browser wait for what they look at: a page may still be the one before."""

import ast

from tests.support.tree import ROOT

# Methods of Playwright's locators that say what is there at this moment; `expect` waits for it.
AT_ONCE = {
    "all",
    "all_inner_texts",
    "all_text_contents",
    "count",
    "inner_text",
    "is_checked",
    "is_hidden",
    "is_visible",
    "text_content",
}
IN_ASSERTIONS = {"get_attribute", "input_value", "title"}


def calls(tree, names):
    """Yield the calls of methods of that name."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name), keywords=[]) if name in names:
                yield node


def test_nothing_is_read_at_once():
    found = []
    for path in (*ROOT.glob("tests/browser/**/*.py"), *ROOT.glob("examples/*/tests/*.py")):
        text = path.read_text()
        if "playwright" not in text and "page." not in text:
            continue
        tree = ast.parse(text)
        asserted = [node.test for node in ast.walk(tree) if isinstance(node, ast.Assert)]
        lines = [node.lineno for node in calls(tree, AT_ONCE) if not node.args]
        lines += [node.lineno for test in asserted for node in calls(test, IN_ASSERTIONS)]
        found += [f"{path.relative_to(ROOT)}:{line}" for line in lines]

    assert found == []
