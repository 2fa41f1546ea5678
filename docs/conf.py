"""How Sphinx builds the documentation; run by ``make docs``."""

from importlib.metadata import version as installed_version

project = "Ventanilla"
author = "The Ventanilla authors"
copyright = f"2026, {author}"  # noqa: A001 - Sphinx asks for this name
release = installed_version("ventanilla")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
autodoc_typehints = "description"

exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Ventanilla"
