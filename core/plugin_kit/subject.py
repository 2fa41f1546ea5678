"""The plugin that is checked: where it is, and what loading it said."""

from __future__ import annotations

import configparser
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from core.errors import VentanillaError
from core.package_folders import folder_of
from core.plugin import ENTRY_POINTS

if TYPE_CHECKING:
    from core.plugin.manifest import PluginManifest


class NoPluginError(VentanillaError):
    """There is nothing to check; the message says what was looked for."""


# What may well be meant so, or can wait; everything else is a mistake.
ADVICE = frozenset(
    {
        "catalogue-missing",
        "catalogue-untranslated",
        "public-system",
        "title",
        "undocumented-import",
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    :param rule: the id of the rule, which stays the same from release to release
    :param message: one sentence
    """

    rule: str
    message: str

    @property
    def level(self) -> Literal["error", "advice"]:
        return "advice" if self.rule in ADVICE else "error"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plugin's module is found.

    :param module: its import name
    :param source: the folder to import it from, or None if it is installed
    :param project: the folder with its ``setup.cfg``, if it has one
    :param is_installed: whether the entry points name it, so that it is loaded anyhow
    """

    module: str
    source: Path | None = None
    project: Path | None = None
    is_installed: bool = False

    def load(self) -> ModuleType:
        """Import it; raises whatever that raises."""
        if self.source is not None and str(self.source) not in sys.path:
            sys.path.insert(0, str(self.source))
        return importlib.import_module(self.module)


@dataclass(frozen=True, slots=True)
class Subject:
    """A plugin that could be loaded."""

    manifest: PluginManifest
    module: ModuleType
    place: Place
    folder: Path = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folder", folder_of(self.manifest.package))

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def is_one_file(self) -> bool:
        return self.folder.is_file()

    @property
    def is_ours(self) -> bool:
        """Whether it is part of this product, which may use addresses of any form."""
        return self.manifest.package.startswith("plugins.")

    def files(self, pattern: str) -> Iterator[Path]:
        """Return the plugin's own files of a kind, sorted."""
        if self.is_one_file:
            return iter([self.folder] if self.folder.match(pattern) else [])
        return iter(sorted(self.folder.rglob(pattern)))

    def has(self, part: str) -> bool:
        """Whether the package has a module or package of that name."""
        return not self.is_one_file and (
            importlib.util.find_spec(f"{self.manifest.package}.{part}") is not None
        )

    def named(self, path: Path) -> str:
        """Return a file's name as a message gives it."""
        base = self.folder.parent if self.is_one_file else self.folder
        return str(path.relative_to(base))


def find_place(target: str) -> Place:
    """Find a plugin by a path (a project, a package, a file) or by the name of an installed one.

    :raises NoPluginError: there is none
    """
    path = Path(target).absolute()
    if path.is_file() and path.suffix == ".py":
        return Place(path.stem, path.parent)
    if (path / "plugin.py").is_file():
        return Place(f"{path.name}.plugin", path.parent)
    if path.is_dir():
        return _in_project(path)
    for entry in entry_points(group=ENTRY_POINTS):
        if entry.name == target:
            return Place(entry.module, is_installed=True)
    raise NoPluginError(f"There is no plugin of the name '{target}', and nothing at that path.")


def _in_project(folder: Path) -> Place:
    declared = _entry_in(folder / "setup.cfg")
    if declared:
        return Place(declared, folder, folder)
    packages = [path.parent for path in sorted(folder.glob("*/plugin.py"))]
    if packages:
        return Place(f"{packages[0].name}.plugin", folder, folder)
    raise NoPluginError(f"There is no plugin in {folder}: no package there has a plugin.py.")


def _entry_in(setup: Path) -> str:
    config = configparser.ConfigParser()
    config.read(setup, encoding="utf-8")
    lines = config.get("options.entry_points", ENTRY_POINTS, fallback="").splitlines()
    modules = [line.partition("=")[2].strip() for line in lines if "=" in line]
    return modules[0].partition(":")[0].strip() if modules else ""
