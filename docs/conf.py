"""How Sphinx builds the documentation; run by ``make docs``."""

from importlib.metadata import version as installed_version

# All of the API, before autodoc imports it twice, for a table can't be declared twice.
from core.plugin.api import (  # noqa: F401  # to have been imported
    cases,
    commands,
    fields,
    files,
    html,
    http,
    mail,
    network,
    pages,
    people,
    sign_in,
)

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
