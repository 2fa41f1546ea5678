"""Bringing the database up to date: the core's branch, then each plugin's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from core.db.connecting import require_session
from core.db.guard import EVERY_TENANT
from core.db.releases import note_release, require_fitting
from core.errors import VentanillaError
from core.folders import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection, Engine

log = structlog.get_logger(__name__)

# Any number: it only has to be ours, so that two upgrades at once wait for each other.
UPGRADE_LOCK = 7_236_451
CORE = "core"


def alembic_config(packages: Iterable[str]) -> Config:
    """Return alembic's configuration over the core's and the given packages' revisions."""
    config = Config()
    config.set_main_option("script_location", "core:db/migrations")
    config.set_main_option("path_separator", "newline")
    folders = [folder_of("core") / "db" / "migrations" / "versions"]
    folders += [folder_of(package) / "migrations" / "versions" for package in packages]
    config.set_main_option(
        "version_locations", "\n".join(str(folder) for folder in folders if folder.is_dir())
    )
    return config


def upgrade(engine: Engine, packages: Iterable[str] = ()) -> None:
    """Upgrade to the newest revision of every branch. Safe to run at once from many processes.

    :param packages: the packages of the installed plugins
    :raises VentanillaError: the database knows a plugin that is not installed, is too new, or is
        behind a pooler
    """
    if require_fitting(engine):
        return  # by newer code; ours has nothing to add
    config = alembic_config(packages)
    with _alone(engine) as connection:
        config.attributes["connection"] = connection
        _require_known(config, connection)
        command.upgrade(config, "heads")
        note_release(connection)
        connection.commit()


def _require_known(config: Config, connection: Connection) -> None:
    known = {found.revision for found in ScriptDirectory.from_config(config).walk_revisions()}
    present = MigrationContext.configure(connection).get_current_heads()
    connection.commit()
    for head in sorted(set(present) - known):
        raise VentanillaError(
            f"The database holds tables of a plugin that is not installed (revision {head})."
            " Install it again, switched off if it is not wanted, or an upgrade can't go on."
        )


def downgrade(engine: Engine, branch: str, packages: Iterable[str] = ()) -> None:
    """Take a plugin's branch back to nothing; its tables go."""
    config = alembic_config(packages)
    with _alone(engine) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, f"{branch}@base")
        connection.commit()


def pending(engine: Engine, packages: Iterable[str] = ()) -> list[str]:
    """Return the revisions that the database still lacks."""
    ahead = require_fitting(engine)
    script = ScriptDirectory.from_config(alembic_config(packages))
    with engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
    known = {revision.revision for revision in script.walk_revisions()}
    applied = {
        revision.revision
        for head in present & known
        for revision in script.iterate_revisions(head, "base")
    }
    # A head that is unknown here is of a newer release, or of a plugin that is not installed.
    newer = {branch_of(head) for head in present - known}
    return sorted(
        name
        for name in known - applied
        if branch_of(name) not in newer and not (ahead and branch_of(name) == CORE)
    )


def branch_of(revision: str) -> str:
    """Return what all revisions of one branch begin with: ``core`` of ``core0005``."""
    return revision.rstrip("0123456789")


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Open a connection for one upgrade at a time, which may touch every tenant's rows."""
    with engine.connect() as connection:
        require_session(connection)
        is_postgresql = connection.dialect.name == "postgresql"
        if is_postgresql:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": UPGRADE_LOCK})
            connection.execute(
                text("SELECT set_config('ventanilla.tenant', :every, false)"),
                {"every": EVERY_TENANT},
            )
            connection.execute(text("SET statement_timeout = 0"))
            connection.commit()
        try:
            yield connection
        finally:
            connection.rollback()
            # It goes back as it came: without lock, tenant or unlimited time.
            if is_postgresql:
                connection.invalidate()
