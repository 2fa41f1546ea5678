"""How Sphinx builds the documentation; run by ``make docs``."""

import inspect
import re
from importlib.metadata import version as installed_version

from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

# All of the API, before autodoc imports it twice, for a table can't be declared twice.
from core.plugin import hookspecs
from core.plugin.api import cases, fields, http, pages, people, sign_in  # noqa: F401  # to have been imported

project = "Ventanilla"
author = "The Ventanilla authors"
copyright = f"2026, {author}"  # noqa: A001 - Sphinx asks for this name
release = installed_version("ventanilla")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
autodoc_typehints = "description"
add_module_names = False

exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Ventanilla"


class Hooks(SphinxDirective):
    """All hooks of a group of the catalogue, documented by their docstrings: ``{hooks} checks``."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[Node]:
        source = inspect.getsource(hookspecs)
        heading = rf"^# --- {re.escape(self.arguments[0])} -+$"
        group = re.search(rf"{heading}(.*?)(?=^# --- |\Z)", source, re.MULTILINE | re.DOTALL)
        names = re.findall(r"^def (\w+)", group[1], re.MULTILINE)
        calls = "\n".join(f".. autofunction:: core.plugin.hookspecs.{name}" for name in names)
        return self.parse_text_to_nodes(f"```{{eval-rst}}\n{calls}\n```")


def setup(app: Sphinx) -> None:
    app.add_directive("hooks", Hooks)
