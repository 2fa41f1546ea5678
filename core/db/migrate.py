"""Bringing the database up to date: the core's branch, then each plugin's.

What a plugin's migrations do, or that its code has left, never keeps the core's from being done.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog
from alembic import command
from sqlalchemy import MetaData, inspect, text

from core.db.branches import CORE, alembic_config, branch_of, open_branches
from core.db.connection import require_session
from core.db.guard import EVERY_TENANT
from core.db.releases import note_branches, note_release, read_branches, require_fitting
from core.errors import PluginError, VentanillaError
from core.log import describe_error, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine

    from core.db.branches import Branches

__all__ = [
    "CORE",
    "alembic_config",
    "branch_of",
    "downgrade",
    "pending",
    "unknown_revisions",
    "upgrade",
]

log = structlog.get_logger(__name__)

# Any number: it only has to be ours, so that two upgrades at once wait for each other.
UPGRADE_LOCK = 7_236_451


def upgrade(engine: Engine, packages: Iterable[str] = ()) -> list[PluginError]:
    """Upgrade to the newest revision of every branch. Safe to run at once from many processes.

    :param packages: the packages of the installed plugins
    :returns: what is wrong with plugins' branches; those stay as they are
    :raises VentanillaError: the database is too new, or is behind a pooler
    """
    if require_fitting(engine):
        return []  # by newer code; ours has nothing to add
    with _alone(engine) as connection, open_branches(connection, packages) as branches:
        if CORE in branches.unknown:
            raise VentanillaError(
                f"The database is newer than this program (revision {branches.unknown[CORE][0]})."
                " Install the program that it was upgraded with."
            )
        branches.config.attributes["connection"] = connection
        for head in branches.heads_of(CORE):
            command.upgrade(branches.config, head)
        note_release(connection)
        connection.commit()
        wrong = [error for label in branches.labels for error in _upgrade(branches, label)]
    _note(engine, packages)
    return wrong


def _upgrade(branches: Branches, label: str) -> Iterator[PluginError]:
    """Upgrade a plugin's branch, and yield what was wrong."""
    if label in branches.unknown:
        yield PluginError(
            label,
            "migration-older",
            f"the database has newer tables of it (revision {branches.unknown[label][0]})."
            " Install the version that it was upgraded with.",
        )
        return
    connection = branches.config.attributes["connection"]
    try:
        for head in branches.heads_of(label):
            command.upgrade(branches.config, head)
            connection.commit()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  # a migration may raise anything
        connection.rollback()
        reason = f"{describe_error(error)}{place_of(error)}"
        log.warning("migration_failed", plugin=label, reason=reason)
        yield PluginError(
            label, "migration-failed", f"its migrations failed, and were taken back: {reason}"
        )


def _note(engine: Engine, packages: Iterable[str]) -> None:
    """Write down where each branch is now."""
    with engine.connect() as connection, open_branches(connection, packages) as branches:
        gone = {head: name for name, heads in branches.unknown.items() for head in heads}
        note_branches(connection, {**_applied(branches), **gone})
        connection.commit()


def _applied(branches: Branches) -> dict[str, str]:
    """Return which newest revisions of each branch are applied, and of which branch they are."""
    missing = {one for names in branches.missing().values() for one in names}
    found: dict[str, str] = {}
    for label in (CORE, *branches.labels):
        if label not in branches.unknown:
            applied = {
                one.revision: one
                for one in branches.revisions_of(label)
                if one.revision not in missing
            }
            newest = (name for name, one in applied.items() if not one.nextrev & applied.keys())
            found |= dict.fromkeys(newest, label)
    return found


def downgrade(engine: Engine, branch: str, packages: Iterable[str] = ()) -> None:
    """Take a plugin's branch back to nothing; its tables go.

    Where its code is not here, nothing but what is noted of it goes.
    """
    with _alone(engine) as connection, open_branches(connection, packages) as branches:
        branches.config.attributes["connection"] = connection
        labels = [branches.stand_ins[head] for head in branches.unknown.get(branch, ())]
        for label in [*labels, *({branch} & set(branches.labels))]:
            command.downgrade(branches.config, f"{label}@base")
        connection.commit()
    _note(engine, packages)


def forget_branch(engine: Engine, branch: str, packages: Iterable[str] = ()) -> None:
    """Take a plugin's branch back to nothing, whether its code can do that or not."""
    try:
        downgrade(engine, branch, packages)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  # a migration may raise anything
        log.warning("migration_failed", plugin=branch, reason=describe_error(error))
        downgrade(engine, branch)


def drop_tables(engine: Engine, names: Sequence[str]) -> None:
    """Drop tables, those that refer to others of them first."""
    with _alone(engine) as connection:
        tables = MetaData()
        present = inspect(connection).get_table_names()
        tables.reflect(connection, only=[name for name in names if name in present])
        tables.drop_all(connection, tables=[tables.tables[n] for n in names if n in present])
        connection.commit()


def pending(engine: Engine, packages: Iterable[str] = ()) -> list[str]:
    """Return the revisions that the database still lacks."""
    return sorted(one for names in missing(engine, packages).values() for one in names)


def missing(engine: Engine, packages: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return the revisions that the database still lacks: ``core`` or a plugin -> their names.

    :raises TooNewError: it is too far ahead
    """
    ahead = require_fitting(engine)
    with engine.connect() as connection, open_branches(connection, packages) as branches:
        found = branches.missing()
    if ahead:
        found.pop(CORE, None)
    return found


def unknown_revisions(engine: Engine, packages: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return the revisions that the database has and nobody here knows: plugin -> their names."""
    with engine.connect() as connection, open_branches(connection, packages) as branches:
        return {name: heads for name, heads in branches.unknown.items() if name != CORE}


def recorded_branches(engine: Engine) -> dict[str, str]:
    """Return the newest revisions that are applied, and whose they are: revision -> name."""
    with engine.connect() as connection:
        return read_branches(connection)


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
