"""What most commands begin with."""

import os
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from core.db.migrate import pending
from core.errors import NotFoundError, SettingsError, VentanillaError
from core.log import set_up_logging
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
        try:
            missing = pending(platform.engine, packages(platform))
        except OperationalError as error:
            raise SettingsError(
                f"VENTANILLA_DATABASE_URL: the database does not answer ({error.orig})."
            ) from None
        if missing:
            raise NotReadyError(
                f"The database lacks {len(missing)} changes. Run 'ventanilla db upgrade' first."
            )
    return platform


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
