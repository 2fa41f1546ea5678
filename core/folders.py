"""Where the files stand that belong to a package: templates, catalogues, statics, migrations."""

from importlib import import_module
from pathlib import Path


def folder_of(package: str) -> Path:
    """Return a package's folder.

    A plugin may be a module of one file. Its folder is that file, in which nothing can be found:
    whoever looks for something there is told that there is none.
    """
    module = import_module(package)
    places = list(getattr(module, "__path__", ())) or [str(module.__file__)]
    return Path(places[0])
