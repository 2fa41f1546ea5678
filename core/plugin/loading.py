"""Finding the installed plugins, and rejecting those that can't work with a reason."""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar

import pluggy
import structlog

from core.errors import PluginError
from core.features import FEATURES
from core.log import describe_error, place_of
from core.package_folders import folder_of
from core.plugin import API_VERSION, ENTRY_POINTS, PROJECT, hookspecs
from core.plugin.activation import TenantHooks
from core.plugin.breaker import CircuitBreaker
from core.plugin.conventions import check_conventions, forget_models
from core.plugin.field_types import read_types
from core.plugin.implementations import SPECS, check_hooks
from core.plugin.links import Links
from core.plugin.manifest import read_manifest
from core.plugin.plugin_hooks import RULE, read_hooks
from core.plugin.registrations import Registrations
from core.plugin.route_table import RouteRecorder, RouteTable

if TYPE_CHECKING:
    import colander

    from core.plugin.links import Offers
    from core.plugin.manifest import Permission, PluginManifest
    from fields_config.field_type import FieldType

log = structlog.get_logger(__name__)

T = TypeVar("T")
NAME = re.compile(r"^[a-z][a-z0-9_]{1,39}\Z")
# Names under which the core has something itself: settings, permissions, jobs, tables, files.
RESERVED = frozenset(
    {
        *("admin", "core", "fields_config", "plugins", "presets", "static", "vendor"),
        *("account_cases", "audit", "cases", "contacts", "fields", "files", "identity", "mail"),
        "impersonation",
        "mails",
        "activity_log",
        *(
            "people",
            "settings",
            "account",
            "case",
            "contact",
            "drafts",
            "file",
            "form",
            "known",
            "one",
        ),
        *(
            "activity",
            "membership",
            "outbox",
            "schema",
            "sign",
            "sign_in",
            "staff",
            "support",
            "tenant",
            "undo",
            "web",
            "written",
        ),
    }
)
OWN = "plugins."  # the packages of the plugins that come with the core
START_LIMIT = 10.0  # seconds for a start-up hook
CODE = (".py", ".jinja2")
# What says that a folder is a project, whose packages are looked for within it.
PROJECT_FILES = ("setup.cfg", "pyproject.toml", "setup.py")
NO_PLUGIN = ("setup.py", "conftest.py")
IMPORT_LIMIT = 60.0  # seconds for importing a plugin's modules, on a machine that is busy starting


@dataclass(frozen=True, slots=True)
class Plugin:
    """An installed plugin that works."""

    manifest: PluginManifest
    module: ModuleType

    @property
    def name(self) -> str:
        return self.manifest.name


@dataclass(slots=True)
class PluginRegistry:
    """Every installed plugin of this process, and what was left out and why.

    :ivar features: the core's own, which say what they bring as plugins do, and are always on
    :ivar packages: where the files of plugins are, of those that were left out, too
    """

    manager: pluggy.PluginManager
    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)
    features: dict[str, Plugin] = field(default_factory=dict)
    plugins: dict[str, Plugin] = field(default_factory=dict)
    registrations: Registrations = field(default_factory=Registrations)
    left_out: list[PluginError] = field(default_factory=list)
    field_types: dict[str, FieldType] = field(default_factory=dict)
    packages: list[str] = field(default_factory=list)
    _hooks: dict[frozenset[str], TenantHooks] = field(default_factory=dict)
    _links: dict[frozenset[str], Links] = field(default_factory=dict)
    _offers: Offers | None = None

    def hooks_for(self, enabled: Iterable[str]) -> TenantHooks:
        """Return the hooks of a set of plugins; the same object for the same set."""
        key = frozenset(enabled)
        hooks = self._hooks.get(key)
        if hooks is None:
            # Two threads may both build it; the sets that tenants choose are few.
            hooks = TenantHooks(self.manager, key, self.breaker, self.registrations)
            self._hooks[key] = hooks
        return hooks

    def links_for(self, enabled: frozenset[str]) -> Links:
        """Return the pages that the core and a set of plugins offer; the same for the same set."""
        links = self._links.get(enabled)
        if links is None:
            links = self._links[enabled] = Links(self.offers, enabled)
        return links

    def offers(self) -> Offers:
        """Return the pages that are linked to by name, and who offers them.

        Read from everybody's ``routes.py`` when they are first asked for: jobs and commands, too,
        write mails that lead to pages, and have none themselves.
        """
        if self._offers is None:
            table = RouteTable()
            for feature in FEATURES:
                _record_routes(table, "core", feature)
            for plugin in self.builtin_first():
                before = table.copy()
                read = partial(_record_routes, table, plugin.name, plugin.manifest.package)
                try:
                    _in_time(plugin.name, "routes", read)
                except PluginError as error:
                    # Where there are pages, it has been left out for that.
                    log.warning("links_left_out", plugin=plugin.name, reason=error.detail)
                    table.restore(before)
            self._offers = table.offers
        return self._offers

    def builtin_first(self) -> list[Plugin]:
        """Return the plugins, built-in ones first: the first of two with one address has it."""
        return sorted(
            self.plugins.values(),
            key=lambda plugin: (not plugin.manifest.package.startswith(OWN), plugin.name),
        )

    def reject(self, error: PluginError) -> None:
        """Reject a plugin that does not work, and those that need it."""
        self.left_out.append(error)
        log.error("plugin_left_out", plugin=error.plugin, rule=error.rule, reason=error.detail)
        plugin = self.plugins.pop(error.plugin, None)
        if plugin is not None:
            self.manager.unregister(plugin.module)
            self.registrations.drop(plugin.name)
            self._hooks.clear()
            self._offers = None
            for other in [p for p in self.plugins.values() if error.plugin in p.manifest.requires]:
                self.reject(
                    PluginError(other.name, "requires", f"it needs '{error.plugin}', left out too.")
                )

    def permissions_of(self, enabled: frozenset[str]) -> tuple[Permission, ...]:
        """Return what the core and the enabled plugins let staff do; it asks no database."""
        return tuple(
            permission for one in self._each(enabled) for permission in one.manifest.permissions
        )

    def settings_of(
        self, enabled: frozenset[str]
    ) -> dict[str, tuple[str, type[colander.MappingSchema]]]:
        """Return (title, schema) of the core's and the enabled plugins' settings, by section."""
        return {
            one.name: (one.manifest.title, one.manifest.settings_schema)
            for one in self._each(enabled)
            if one.manifest.settings_schema is not None
        }

    def _each(self, enabled: frozenset[str]) -> Iterator[Plugin]:
        """Yield the features, then the enabled plugins, in the order of their names."""
        yield from self.features.values()
        yield from (plugin for name, plugin in self.plugins.items() if name in enabled)

    def enabled_by(self, choices: dict[str, bool]) -> frozenset[str]:
        """Return the plugins that are on: chosen or on by default, and all they need is on too."""
        on = {
            name
            for name, plugin in self.plugins.items()
            if choices.get(name, plugin.manifest.on_by_default)
        }
        while lame := {n for n in on if not on.issuperset(self.plugins[n].manifest.requires)}:
            on -= lame
        return frozenset(on)


def load_plugins(plugins_dir: str = "", modules: Iterable[ModuleType] = ()) -> PluginRegistry:
    """Load what is installed, in the order of names. Nothing a plugin does stops the start.

    :param plugins_dir: folders whose modules, packages and projects are plugins too, for trying
        out; separated as those in ``PATH`` are
    :param modules: further plugins' modules (tests)
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    registry = PluginRegistry(manager)
    _load_features(registry)
    candidates: list[Plugin] = []
    folders = filter(None, plugins_dir.split(os.pathsep))
    in_folders = (found for folder in folders for found in _in_folder(registry, Path(folder)))
    for source, module in (*_installed(registry), *in_folders):
        _consider(registry, candidates, source, module)
    for module in modules:
        _consider(registry, candidates, module.__name__, module)
    candidates = _check_hooks(registry, candidates)
    # Those that work first: of two that are alike, theirs are the migrations.
    works = [plugin.manifest.package for plugin in candidates]
    registry.packages = list(dict.fromkeys([*works, *registry.packages]))
    # Pluggy calls the last registered first, and our order is that of the names.
    for plugin in sorted(candidates, key=lambda plugin: plugin.name, reverse=True):
        try:
            manager.register(plugin.module, name=plugin.name)
        except (pluggy.PluginValidationError, ValueError) as error:
            registry.reject(PluginError(plugin.name, "hook-signature", describe_error(error)))
        else:
            registry.plugins[plugin.name] = plugin
    for feature in reversed(registry.features.values()):
        manager.register(feature.module, name=feature.name)
    _drop_unmet(registry)
    registry.plugins = dict(sorted(registry.plugins.items()))
    registry.breaker.versions = {
        name: _version_of(plugin.manifest.package) for name, plugin in registry.plugins.items()
    }
    _add_field_types(registry)
    _add_registrations(registry)
    return registry


def _load_features(registry: PluginRegistry) -> None:
    """Read what the core's own features are. What is wrong there stops the start."""
    for package in FEATURES:
        name = f"{package}.feature"
        if importlib.util.find_spec(name) is not None:
            module = importlib.import_module(name)
            manifest = read_manifest(package, module.register_plugin())
            check_hooks(package, module)
            registry.features[manifest.name] = Plugin(manifest, module)


def _installed(registry: PluginRegistry) -> Iterator[tuple[str, ModuleType]]:
    for entry in _entries():
        registry.packages.append(_package_of(entry.module))
        try:
            yield entry.name, _in_time(entry.name, "import", entry.load, IMPORT_LIMIT)
        except PluginError as error:
            registry.reject(error)


def _package_of(module: str) -> str:
    """Return the package in which a plugin's files are if its ``plugin.py`` is that module."""
    return module.removesuffix(".plugin")


@cache
def _entries() -> tuple[EntryPoint, ...]:
    """Return what is installed. To ask means reading a file of each distribution there is."""
    return tuple(sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name))


def _in_folder(registry: PluginRegistry, folder: Path) -> Iterator[tuple[str, ModuleType]]:
    path = folder.absolute()
    if (path / "plugin.py").is_file() and (path / "__init__.py").is_file():
        registry.reject(
            PluginError(path.name, "import", f"name the folder that it stands in: {path.parent}")
        )
        return
    if str(path) not in sys.path:
        sys.path.append(str(path))
    for place in sorted(path.iterdir()) if path.is_dir() else ():
        if place.is_dir() and any((place / name).is_file() for name in PROJECT_FILES):
            yield from _in_folder(registry, place)
        elif (place / "plugin.py").is_file() or (
            place.suffix == ".py" and not place.stem.startswith("_") and place.name not in NO_PLUGIN
        ):
            registry.packages.append(place.stem)
            try:
                yield (
                    place.stem,
                    _in_time(place.stem, "import", partial(_import_at, place), IMPORT_LIMIT),
                )
            except PluginError as error:
                registry.reject(error)


def _import_at(place: Path) -> ModuleType:
    """Import a module or a package of a plugin, and not something else of that name.

    :raises ImportError: Python knows something else by it already
    """
    module = importlib.import_module(place.stem if place.suffix else f"{place.name}.plugin")
    wanted = place if place.suffix else place / "plugin.py"
    found = Path(module.__file__ or "")
    if not found.is_file() or not found.samefile(wanted):
        raise ImportError(f"there is another module of that name: {module.__file__}. Rename it")
    return module


def _consider(
    registry: PluginRegistry, candidates: list[Plugin], source: str, module: ModuleType
) -> None:
    if any(candidate.module is module for candidate in candidates):
        return  # installed, and in a folder that is named, too
    try:
        plugin = Plugin(_manifest_of(source, module), module)
    except PluginError as error:
        registry.reject(error)
        return
    taken = {candidate.name for candidate in candidates}
    if _passes(registry, plugin, partial(_check, taken=taken)):
        candidates.append(plugin)


def _check_hooks(registry: PluginRegistry, candidates: list[Plugin]) -> list[Plugin]:
    """Add the hooks that plugins declare; return those plugins that implement what there is."""
    specs = dict(SPECS)

    def declare(plugin: Plugin) -> None:
        register = getattr(plugin.module, "register_hooks", None)
        if register is not None:
            modules = _in_time(plugin.name, RULE, register)
            specs.update(read_hooks(plugin.name, modules, specs))
            for module in modules:
                registry.manager.add_hookspecs(module)

    def check(plugin: Plugin) -> None:
        check_hooks(plugin.name, plugin.module, specs)

    for look in (declare, check):
        candidates = [one for one in candidates if _passes(registry, one, look)]
    return candidates


def _passes(registry: PluginRegistry, plugin: Plugin, look: Callable[[Plugin], None]) -> bool:
    """Whether a plugin is sound; else it is left out, and its tables are forgotten."""
    try:
        look(plugin)
    except PluginError as error:
        failure = error
    except Exception as error:  # noqa: BLE001  # a module may hold anything
        failure = PluginError(plugin.name, "import", describe_error(error))
    else:
        return True
    forget_models(plugin.manifest.package)
    registry.reject(failure)
    return False


def _manifest_of(source: str, module: ModuleType) -> PluginManifest:
    if not isinstance(module, ModuleType):
        raise PluginError(
            source,
            "no-manifest",
            "its entry point must name a module, without ':' and what is in it.",
        )
    register = getattr(module, "register_plugin", None)
    if not callable(register):
        raise PluginError(source, "no-manifest", "it has no hook 'register_plugin'.")
    return read_manifest(source, _in_time(source, "no-manifest", register))


def _check(plugin: Plugin, taken: set[str]) -> None:
    manifest = plugin.manifest
    name = manifest.name
    if not NAME.match(name):
        raise PluginError(
            name, "name", "its name must be two to forty small letters, digits and '_'."
        )
    if name in RESERVED:
        raise PluginError(name, "name", "the core has things of that name; choose another.")
    if name in taken:
        raise PluginError(name, "clash-name", "another plugin has the same name.")
    if manifest.api[0] != API_VERSION[0] or manifest.api > API_VERSION:
        raise PluginError(
            name, "api-version", f"it is written for API {manifest.api}, this is {API_VERSION}."
        )
    _in_time(name, "import", partial(import_conventions, manifest.package), IMPORT_LIMIT)
    check_conventions(manifest)
    for permission in manifest.permissions:
        if not permission.name.startswith(f"{name}:"):
            raise PluginError(
                name, "permission-name", f"its permission '{permission.name}' must begin '{name}:'."
            )


def import_conventions(package: str) -> None:
    """Import the modules that declare by being imported: tables and job actors."""
    if not hasattr(importlib.import_module(package), "__path__"):
        return  # a plugin of one file
    for part in ("models", "tasks"):
        if importlib.util.find_spec(f"{package}.{part}") is not None:
            importlib.import_module(f"{package}.{part}")


def _record_routes(table: RouteTable, owner: str, package: str) -> None:
    """Note a feature's routes, as far as it has any."""
    is_package = hasattr(importlib.import_module(package), "__path__")
    if is_package and importlib.util.find_spec(f"{package}.routes") is not None:
        importlib.import_module(f"{package}.routes").includeme(RouteRecorder(table, owner))


@cache
def _version_of(package: str) -> str:
    """Return a digest of a plugin's code and templates, as they are when it is loaded."""
    folder = folder_of(package)
    files = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    digest = sha256()
    for file in files:
        if file.suffix in CODE:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _drop_unmet(registry: PluginRegistry) -> None:
    for plugin in list(registry.plugins.values()):
        missing = [name for name in plugin.manifest.requires if name not in registry.plugins]
        if missing and plugin.name in registry.plugins:
            registry.reject(
                PluginError(plugin.name, "requires", f"it needs '{missing[0]}', not installed.")
            )


def _add_field_types(registry: PluginRegistry) -> None:
    for plugin in list(registry.plugins.values()):
        register = getattr(plugin.module, "register_field_types", None)
        if register is None:
            continue
        try:
            answer = _in_time(plugin.name, "field-types", register)
            registry.field_types.update(read_types(plugin.name, answer, registry.breaker))
        except PluginError as error:
            registry.reject(error)


def _add_registrations(registry: PluginRegistry) -> None:
    registrations = registry.registrations
    registrations.features |= registry.features.keys()
    for feature in registry.features.values():
        registrations.add(feature.manifest, feature.module, lambda _rule, register: register())
    for plugin in list(registry.plugins.values()):
        try:
            registrations.add(plugin.manifest, plugin.module, partial(_in_time, plugin.name))
        except PluginError as error:
            registry.reject(error)


def _in_time(plugin: str, rule: str, function: Callable[[], T], limit: float = START_LIMIT) -> T:
    """Run what a plugin does at the start; if it does not come back, the others start all the same.

    :raises PluginError: it raised, or takes too long
    """
    ended: Future[T] = Future()

    def run() -> None:
        try:
            ended.set_result(function())
        except BaseException as error:  # noqa: BLE001  # it is raised again where it belongs
            ended.set_exception(error)

    threading.Thread(target=run, name="plugin-start", daemon=True).start()
    if not wait([ended], limit).done:
        raise PluginError(plugin, rule, f"it did not come back within {limit:.0f} seconds.")
    try:
        return ended.result()
    except BaseException as error:
        raise PluginError(plugin, rule, f"{describe_error(error)}{place_of(error)}") from error
