"""Making a new plugin of the scaffold beside this file.

The files there are what they will be, but for the suffix ``.tmpl`` and the names: ``[[ name ]]``
inside, ``PACKAGE`` and ``NAME`` in paths. Double square brackets leave the braces to the templates
of the plugin itself.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from core.errors import VentanillaError
from core.package_folders import folder_of
from core.plugin import ENTRY_POINTS
from core.plugin.loading import NAME, OWN, RESERVED

SUFFIX = ".tmpl"


class ScaffoldError(VentanillaError):
    """The plugin can't be made; the message says why."""


def make_plugin(name: str, directory: Path) -> Path:
    """Write a new plugin that works, passes its tests and ``plugin check``; return its folder.

    :param name: its id
    :param directory: where its folder ``ventanilla-<name>`` is made
    :raises ScaffoldError: the name is none for a plugin, or one of ours, or the folder exists
    """
    if name in RESERVED:
        raise ScaffoldError(f"The core has things of the name '{name}'; choose another.")
    if not NAME.match(name):
        raise ScaffoldError(
            f"'{name}' can't be a plugin's name: two to forty small letters, digits and '_', "
            "a letter first."
        )
    if any(e.name == name and e.value.startswith(OWN) for e in entry_points(group=ENTRY_POINTS)):
        raise ScaffoldError(f"'{name}' comes with Ventanilla; choose another name.")
    words = {
        "name": name,
        "package": f"ventanilla_{name}",
        "distribution": f"ventanilla-{name.replace('_', '-')}",
        "title": name.replace("_", " ").capitalize(),
    }
    target = directory / words["distribution"]
    if target.exists():
        raise ScaffoldError(f"There is something at {target} already.")
    environment = Environment(
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  # it writes Python, not pages
    )
    source = folder_of("core.plugin_kit") / "scaffold"
    for file in sorted(source.rglob(f"*{SUFFIX}")):
        path = str(file.relative_to(source)).removesuffix(SUFFIX)
        made = target / path.replace("PACKAGE", words["package"]).replace("NAME", name)
        made.parent.mkdir(parents=True, exist_ok=True)
        text = environment.from_string(file.read_text(encoding="utf-8")).render(words)
        made.write_text(text, encoding="utf-8")
    return target
