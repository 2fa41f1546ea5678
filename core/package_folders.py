"""The folder of a package: its templates, catalogues, statics and migrations."""

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path


def folder_of(package: str) -> Path:
    """Return a package's folder.

    A plugin may be a module of one file. Its folder is that file, in which nothing can be found:
    whoever looks for something there is told that there is none.
    """
    module = import_module(package)
    places = list(getattr(module, "__path__", ())) or [str(module.__file__)]
    return Path(places[0])


def find_folder(package: str) -> Path | None:
    """Return a package's folder without running its code; ``None`` if it is not there."""
    if package in sys.modules:
        return folder_of(package)
    spec, places = None, None
    for name in accumulate(package.split("."), "{}.{}".format):
        try:
            spec = find_spec(name) if places is None else PathFinder.find_spec(name, places)
        except (ImportError, ValueError):
            return None
        if spec is None:
            return None
        places = spec.submodule_search_locations
    if places:
        return Path(next(iter(places)))
    return Path(spec.origin) if spec is not None and spec.origin else None
