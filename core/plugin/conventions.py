"""The conventions for a plugin's tables, migrations and files, which keep plugins apart.

Each rule has an id, which tools and the catalogue of plugins show: ``table-name``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import colander
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from core.db.base import Model, TenantOwned
from core.db.migrate import alembic_config
from core.errors import PluginError
from core.log import describe_error
from core.package_folders import folder_of
from core.tenancy.secrets import misdeclared_secrets

if TYPE_CHECKING:
    from core.plugin.manifest import PluginManifest


def check_conventions(manifest: PluginManifest) -> None:
    """Check settings, tables, catalogues and migrations of a plugin.

    :raises PluginError: naming the rule
    """
    _check_settings(manifest)
    _check_tables(manifest)
    folder = folder_of(manifest.package)
    _check_catalogues(manifest.name, folder / "locale")
    _check_migrations(manifest, folder / "migrations" / "versions")


def _check_settings(manifest: PluginManifest) -> None:
    """Every tenant that has stored nothing must be given a default for each."""
    if manifest.settings_schema is None:
        return
    try:
        schema = manifest.settings_schema()
        defaults = schema.deserialize({})
    except colander.Invalid as error:
        first = next(iter(error.asdict(translate=None, separator=None)), "")
        raise PluginError(
            manifest.name,
            "settings",
            f"its setting '{first}' lacks a default: give the node missing=…, as it would be read.",
        ) from error
    except Exception as error:
        raise PluginError(manifest.name, "settings", describe_error(error)) from error
    if not isinstance(defaults, Mapping):
        raise PluginError(manifest.name, "settings", "its settings are no mapping.")
    for name in misdeclared_secrets(schema):
        raise PluginError(
            manifest.name,
            "settings",
            f"its secret '{name}' must be a text of the schema itself, with missing=''.",
        )


def models_of(package: str) -> list[type[Model]]:
    """Return the tables' classes that a package declares."""
    # Not the registry's mappers: a class that could not be mapped breaks that list for all.
    return [
        model
        for model in _below(Model)
        if f"{model.__module__}.".startswith(f"{package}.") and inspect(model, raiseerr=False)
    ]


def _below(model: type[Model]) -> Iterator[type[Model]]:
    for one in model.__subclasses__():
        yield one
        yield from _below(one)


def forget_models(package: str) -> None:
    """Take back the classes that a plugin declared which is left out.

    SQLAlchemy configures all classes together: one that can't be would keep every other from
    the database.
    """
    for model in models_of(package):
        # There is no public way to take back one class; registry.dispose() takes all.
        manager = inspect(model).class_manager
        del Model.registry._managers[manager]  # noqa: SLF001  # see above
        Model.registry._dispose_manager_and_mapper(manager)  # noqa: SLF001  # see above


def _check_tables(manifest: PluginManifest) -> None:
    try:
        configure_mappers()
    except SQLAlchemyError as error:
        # SQLAlchemy puts what it tried before it, and advice behind it.
        reason = describe_error(error).rpartition("Original exception was: ")[2]
        reason = reason.partition(" If this is")[0]
        raise PluginError(manifest.name, "table-mapping", reason) from error
    for model in models_of(manifest.package):
        table = model.__tablename__
        if not table.startswith(f"{manifest.name}_"):
            raise PluginError(
                manifest.name,
                "table-name",
                f"its table '{table}' must begin '{manifest.name}_'.",
            )
        if not issubclass(model, TenantOwned):
            raise PluginError(
                manifest.name, "table-tenant", f"its table '{table}' belongs to no tenant."
            )


def _check_catalogues(plugin: str, folder: Path) -> None:
    for catalogue in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        if catalogue.stem != plugin:
            raise PluginError(
                plugin,
                "catalogue-domain",
                f"its catalogue '{catalogue.name}' must be '{plugin}.po'.",
            )


def _check_migrations(manifest: PluginManifest, folder: Path) -> None:
    if not any(folder.glob("*.py")):
        return
    name = manifest.name
    try:
        script = ScriptDirectory.from_config(alembic_config([manifest.package]))
        revisions = [one for one in script.walk_revisions() if Path(one.path).parent == folder]
    except KeyError as error:  # Alembic's way to say it
        raise PluginError(
            name, "migrations", f"its migrations stand on {error}, and there is no such revision."
        ) from error
    except Exception as error:
        raise PluginError(name, "migrations", describe_error(error)) from error
    for revision in revisions:
        if name not in revision.branch_labels:
            raise PluginError(
                name,
                "migration-branch",
                f"its revision '{revision.revision}' must be on the branch '{name}'.",
            )
        if not revision.revision.startswith(name):
            raise PluginError(
                name,
                "migration-name",
                f"its revision '{revision.revision}' must begin '{name}'.",
            )
