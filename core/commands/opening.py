"""What most commands begin with."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from core.db import migrate
from core.errors import NotFoundError, SettingsError, VentanillaError
from core.log import redact, set_up_logging
from core.platform import Platform
from core.settings import read_settings


def _name_plugins_dir(
    _context: click.Context, _option: click.Parameter, folder: str | None
) -> None:
    # By the environment, so that the server's own processes see it as well.
    if folder:
        os.environ["VENTANILLA_PLUGINS_DIR"] = str(Path(folder).absolute())


plugins_dir_option = click.option(
    "--plugins-dir",
    type=click.Path(exists=True, file_okay=False),
    callback=_name_plugins_dir,
    expose_value=False,
    help="Load the plugins of this folder too, for trying out.",
)


class NotReadyError(VentanillaError):
    """The installation must be prepared before this command can run."""


def open_platform(*, check: bool = True) -> Platform:
    """Start the platform from the environment.

    :param check: refuse to go on when the database is not up to date
    :raises NotReadyError: it is not; the message says what to do
    """
    settings = read_settings()
    set_up_logging(settings)
    platform = Platform.start(settings)
    if check:
        missing = missing_changes(platform)
        if missing:
            raise NotReadyError(
                f"The database lacks {len(missing)} changes. Run 'ventanilla db upgrade' first."
            )
    return platform


def missing_changes(platform: Platform) -> list[str]:
    """Return the migrations that the database lacks.

    :raises SettingsError: it does not answer
    """
    with _database():
        return migrate.pending(platform.engine, packages(platform))


def upgrade(platform: Platform) -> list[str]:
    """Bring the database up to date, and return what it lacked.

    :raises SettingsError: it does not answer, or can't be written
    """
    missing = missing_changes(platform)
    with _database():
        migrate.upgrade(platform.engine, packages(platform))
    return missing


def reason_of(error: DBAPIError) -> str:
    """Return what the database said, in a line and without passwords."""
    return redact(" ".join(str(error.orig).split()))


@contextmanager
def _database() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise SettingsError(
            f"VENTANILLA_DATABASE_URL: the database can't be used ({reason_of(error)})."
        ) from None


def packages(platform: Platform) -> list[str]:
    """Return the packages of the installed plugins, for their migrations."""
    return [plugin.manifest.package for plugin in platform.plugins.plugins.values()]


def require_tenant(platform: Platform, slug: str) -> None:
    """Refuse an unknown tenant with a sentence that names it.

    :raises NotReadyError: there is none of that name
    """
    try:
        with platform.scope(slug, reading=True):
            return
    except NotFoundError:
        raise NotReadyError(
            f"There is no tenant '{slug}'. 'ventanilla tenant list' shows them."
        ) from None
