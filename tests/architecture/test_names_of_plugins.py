"""The core names no plugin and none of a plugin's addresses: it asks for pages by name."""

import ast
import re

import pytest

from core.plugin.loading import load_plugins
from core.plugin.route_table import RouteRecorder, RouteTable
from core.web.routing import VARIABLE
from plugins.agent_desk import routes as desk
from plugins.csr_console import routes as csr_console
from plugins.email_channel import routes as email_channel
from plugins.portal import routes as portal
from tests.support.tree import ROOT

OURS = {
    "portal": portal,
    "agent_desk": desk,
    "email_channel": email_channel,
    "csr_console": csr_console,
}
# What is called so and is none of the plugin's: a menu, and where a case came from.
WORDS = {
    ("core/admin/services/impact.py", "portal"),
    ("core/cases/feature.py", "portal"),
    ("core/cases/services/creation.py", "portal"),
    ("core/cases/services/showing.py", "portal"),
    ("core/cases/writing.py", "portal"),
    ("core/demo/conversations.py", "portal"),
    ("core/fields/field_values.py", "portal"),
    ("core/fields/schemas.py", "portal"),
    ("core/fields/views/field.py", "portal"),
    ("core/plugin/contributions.py", "portal"),
    ("core/web/rendering.py", "portal"),
}
LITERAL = re.compile(r"""(?:"([^"\n]*)"|'([^'\n]*)')""")


def paths_of(module, owner):
    table = RouteTable()
    module.includeme(RouteRecorder(table, owner))
    return table.patterns


PATTERNS = {path for owner, module in OURS.items() for path in paths_of(module, owner)}


def beginning(path):
    """Return the part that is the plugin's alone: the administration is the core's."""
    first, *rest = path.split("/")[1:]
    return f"{first}/{rest[0]}" if first == "admin" else first


FIRST = {beginning(path) for path in PATTERNS} - {""}
# Addresses of the core that begin like one of theirs would be named here.
PATH = re.compile(rf"/(?:{'|'.join(sorted(FIRST))})(?:[/?#{{]|$)")
NAME = re.compile(rf"(?:{'|'.join(OURS)})(?:\.[a-z_]+)?$")


def strings_of(path):
    """Yield what a module or a template has between quotes, without what it only explains."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
        yield from (double or single for double, single in LITERAL.findall(text))
        return
    yield from constants_of(ast.parse(text))


def constants_of(node):
    """Yield the strings below a node; ``{}`` stands for what is put into one."""
    if isinstance(node, ast.JoinedStr):
        yield "".join(
            part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
        node = [part for part in node.values if not isinstance(part, ast.Constant)]
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in node if isinstance(node, list) else ast.iter_child_nodes(node):
        yield from constants_of(child)


def files():
    for pattern in ("*.py", "*.jinja2"):
        yield from sorted((ROOT / "core").rglob(pattern))


def found_by(is_wrong):
    return {
        (str(path.relative_to(ROOT)), text)
        for path in files()
        for text in strings_of(path)
        if is_wrong(text)
    }


class TestCore:
    def test_all_of_ours_are_looked_for(self):
        assert set(load_plugins().plugins) >= set(OURS)
        assert {path.name for path in (ROOT / "plugins").iterdir() if path.is_dir()} - {
            "__pycache__"
        } == set(OURS)

    def test_it_names_no_plugin(self):
        assert found_by(NAME.match) == WORDS

    def test_it_names_none_of_their_addresses(self):
        assert found_by(PATH.match) == set()

    def test_it_does_not_lead_to_where_the_portal_begins(self):
        begin = {".py": r"""\burl\(\s*["']/["']\s*\)""", ".jinja2": r"""["']/["']"""}

        found = {
            str(path.relative_to(ROOT))
            for path in files()
            if re.search(begin[path.suffix], path.read_text("utf-8"))
        }

        assert found == set()

    @pytest.mark.parametrize(
        "text", ["/login", "/cases/", "/desk/cases/", "/recover?", "/cases/{number}"]
    )
    def test_an_address_would_be_found(self, text):
        assert PATH.match(VARIABLE.sub("{", text))
