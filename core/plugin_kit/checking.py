"""The check that a plugin is fit to be installed beside others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from core.log import describe_error, place_of
from core.plugin.loading import PluginRegistry, load_plugins
from core.plugin_kit.rules.imports import check_imports
from core.plugin_kit.rules.metadata import check_metadata
from core.plugin_kit.rules.migrations import check_migrations
from core.plugin_kit.rules.routes import check_routes
from core.plugin_kit.rules.tables import check_tables
from core.plugin_kit.rules.templates import UNREADABLE, check_templates
from core.plugin_kit.rules.texts import check_texts
from core.plugin_kit.subject import Finding, Subject, find_place

if TYPE_CHECKING:
    from types import ModuleType

    from core.plugin_kit.subject import Place


def check_plugin(target: str) -> tuple[str, list[Finding]]:
    """Check a plugin against every rule; return its name and what is wrong.

    It imports the plugin, with all that follows from that: check one per process.

    :param target: a path (a project, a package, a file) or the name of an installed plugin
    :raises core.plugin_kit.subject.NoPluginError: there is none
    """
    place = find_place(target)
    try:
        module = place.load()
    except Exception as error:  # noqa: BLE001  # importing a plugin may raise anything
        return place.module, [Finding("import", f"{describe_error(error)}{place_of(error)}")]
    plugins = load_plugins(modules=() if place.is_installed else (module,))
    subject = _subject(place, module, plugins)
    if subject is None:
        return place.module, _refusals(place, module, plugins)
    with TemporaryDirectory(prefix="plugin-check-") as scratch:
        return subject.name, list(_findings(subject, plugins, Path(scratch)))


def open_subject(target: str) -> Subject:
    """Load a plugin to work on it.

    :raises core.plugin_kit.subject.NoPluginError: there is none
    """
    place = find_place(target)
    module = place.load()
    return Subject(module.register_plugin(), module, place)


def _subject(place: Place, module: ModuleType, plugins: PluginRegistry) -> Subject | None:
    for plugin in plugins.plugins.values():
        if plugin.module is module:
            return Subject(plugin.manifest, module, place)
    return None


def _refusals(place: Place, module: ModuleType, plugins: PluginRegistry) -> list[Finding]:
    """Return why it was left out. The loader knows it by its manifest's name, if it got so far."""
    names = {module.__name__, place.module}
    with suppress(Exception):  # then it is known by its module
        names.add(module.register_plugin().name)
    return [
        Finding(error.rule, f"It would be left out: {error.detail}")
        for error in plugins.left_out
        if error.plugin in names
    ]


def _findings(subject: Subject, plugins: PluginRegistry, scratch: Path) -> Iterator[Finding]:
    yield from check_metadata(subject)
    yield from check_routes(subject, plugins)
    yield from check_tables(subject)
    yield from check_migrations(subject, f"sqlite:///{scratch / 'check.db'}")
    yield from check_imports(subject, plugins)
    of_templates = list(check_templates(subject))
    yield from of_templates
    if all(finding.rule != UNREADABLE for finding in of_templates):
        yield from check_texts(subject)
