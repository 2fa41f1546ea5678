"""What a plugin says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import colander


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Something staff may be allowed to do.

    :param name: ``<plugin>:<verb>``
    :param title: a translatable sentence part, shown to the admin
    :param roles: the built-in roles (admin, agent, csr) that have it from the start
    """

    name: str
    title: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginManifest:
    """Core reads this once, at start-up, and asks the plugin nothing else.

    Everything else is found by convention in ``package``: ``routes.py``, ``views``, ``templates/``,
    ``static/``, ``locale/``, ``migrations/versions/``, ``models.py``, ``tasks.py``.

    :param name: its id: prefix of its tables, routes, settings, permissions and statics
    :param title: translatable, shown in the catalogue of plugins
    :param package: import name of the package that holds its files
    :param description: translatable; one line on what it is good for
    :param version: its own
    :param api: the plugin API it is written for, ``(major, minor)``
    :param settings_schema: a Colander schema; its admin form is generated
    :param requires: names of plugins without which it can't work
    :param permissions: what it lets staff do
    :param on_by_default: whether a new tenant starts with it
    """

    name: str
    title: str
    package: str
    description: str = ""
    version: str = "1.0"
    api: tuple[int, int] = (1, 0)
    settings_schema: type[colander.MappingSchema] | None = None
    requires: tuple[str, ...] = ()
    permissions: Sequence[Permission] = ()
    on_by_default: bool = True
