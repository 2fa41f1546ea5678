"""What most commands begin with."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import click
import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from core.db import migrate
from core.errors import NotFoundError, SettingsError, VentanillaError
from core.log import redact, set_up_logging
from core.platform import Platform
from core.settings.environment import read_settings


def _name_plugins_dirs(
    _context: click.Context, _option: click.Parameter, folders: tuple[str, ...]
) -> None:
    # By the environment, so that the server's own processes see them as well.
    for folder in folders:
        if os.pathsep in folder:
            raise click.BadParameter(f"a folder's name must not have '{os.pathsep}': {folder}")
    if folders:
        paths = dict.fromkeys(str(Path(folder).absolute()) for folder in folders)
        os.environ["VENTANILLA_PLUGINS_DIR"] = os.pathsep.join(paths)


plugins_dir_option = click.option(
    "--plugins-dir",
    "plugins_dirs",
    type=click.Path(exists=True, file_okay=False),
    multiple=True,
    callback=_name_plugins_dirs,
    expose_value=False,
    help="Load the plugins of this folder too, for trying out. May be given several times.",
)


log = structlog.get_logger(__name__)

NO_POLICIES = (
    "The database role steps over row-level security. Connect as a role that is"
    " NOSUPERUSER NOBYPASSRLS and owns the tables."
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
        lacking = missing_changes(platform)
        if lacking:
            raise NotReadyError(
                f"The database lacks {len(lacking)} changes. Run 'ventanilla db upgrade' first."
            )
        platform.leave_out_unready()
    return platform


def warn_of(errors: Iterable[Exception]) -> None:
    """Say on standard error what does not work and stops nothing."""
    for error in errors:
        click.echo(f"ventanilla: warning: {error}", err=True)


def missing_changes(platform: Platform, *, of_plugins: bool = False) -> list[str]:
    """Return the migrations that the database lacks.

    :param of_plugins: those of plugins, too
    :raises SettingsError: it does not answer
    """
    with _database():
        found = migrate.missing(platform.engine, platform.plugins.packages)
    return sorted(
        one
        for branch, names in found.items()
        for one in names
        if of_plugins or branch == migrate.CORE
    )


def upgrade(platform: Platform) -> list[str]:
    """Bring the database up to date, and return what was done; say what plugins were in the way.

    :raises SettingsError: it does not answer, or can't be written
    """
    before = missing_changes(platform, of_plugins=True)
    with _database():
        wrong = migrate.upgrade(platform.engine, platform.plugins.packages)
    warn_of([*wrong, *unknown_revisions(platform)])
    after = missing_changes(platform, of_plugins=True)
    return sorted(set(before) - set(after))


def unknown_revisions(platform: Platform) -> list[VentanillaError]:
    """Return a sentence for each plugin whose tables are here and whose code is not."""
    known = platform.plugins.plugins
    with _database():
        found = migrate.unknown_revisions(platform.engine, platform.plugins.packages)
    return [
        VentanillaError(
            f"The database holds tables of the plugin '{name}', which is not installed."
            f" Install it again, or 'ventanilla plugin remove {name} --with-data'."
        )
        for name in found
        if name not in known
    ]


def steps_over_policies(connection: Connection) -> bool:
    """Whether PostgreSQL's row-level security does not hold the role that we connect as."""
    asked = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
    return bool(connection.scalar(asked))


def warn_of_role(platform: Platform) -> None:
    """Say loudly, at each start, that one net below the tenants is missing."""
    with _database(), platform.engine.connect() as connection:
        if connection.dialect.name == "postgresql" and steps_over_policies(connection):
            log.error("row_level_security_off", what_to_do=NO_POLICIES)


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


def find_tenant_id(platform: Platform, slug: str) -> UUID:
    """Return a tenant's key.

    :raises NotReadyError: there is none of that name
    """
    require_tenant(platform, slug)
    with platform.scope(slug, reading=True) as scope:
        return scope.tenant_id


def confirm(question: str) -> None:
    """Ask, and go on only after a yes.

    :raises click.UsageError: it was no, or nobody answered
    """
    try:
        agreed = click.confirm(question)
    except click.Abort:
        agreed = False
    if not agreed:
        raise click.UsageError("Nothing was done: answer y, or give --yes.")
