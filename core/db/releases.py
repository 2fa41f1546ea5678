"""The core revisions of each release, and how far code and database may be apart.

While an installation is upgraded, the database is one release ahead of the processes that still
run. That works because a release only adds to the schema; what nobody uses any more is removed a
release later. Each release that changes the schema adds a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, String, func, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model
from core.errors import VentanillaError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine, Table

RELEASES: tuple[tuple[str, ...], ...] = (
    (
        *(f"core{number:04}" for number in range(1, 11)),
        # In the order of applying.
        *("core0012", "core0013", "core0021", "core0016", "core0014", "core0018", "core0017"),
        *("core0022", "core0023", "core0024", "core0025", "core0026", "core0027", "core0028"),
        *("core0029", "core0030", "core0031", "core0032", "core0033"),
        *("core0034", "core0035", "core0036"),
    ),
)
RELEASE = len(RELEASES)
AHEAD = 1  # releases that the database may be ahead of the code


class SchemaRelease(Model):
    """The releases that have brought this database up to date. The highest is what it is at.

    Outside the revisions, as code can't read revisions that are newer than itself.
    """

    __tablename__ = "schema_release"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class SchemaBranch(Model):
    """The newest revisions that are applied, and whose they are: ``core`` or a plugin's name.

    Alembic notes neither the name, nor a revision that another one depends on. Both are needed
    when a plugin's code has left and its tables have not.
    """

    __tablename__ = "schema_branch"

    head: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))


class TooNewError(VentanillaError):
    """The database belongs to a release that this code does not know."""


def note_release(connection: Connection) -> None:
    """Write down that the database is at this code's release."""
    table = cast("Table", SchemaRelease.__table__)
    table.create(connection, checkfirst=True)
    if connection.scalar(select(SchemaRelease.number).filter_by(number=RELEASE)) is None:
        connection.execute(table.insert().values(number=RELEASE))


def note_branches(connection: Connection, heads: Mapping[str, str]) -> None:
    """Write down which revisions are the newest of each branch: revision -> name."""
    table = cast("Table", SchemaBranch.__table__)
    table.create(connection, checkfirst=True)
    if read_branches(connection) != dict(heads):
        connection.execute(table.delete())
        rows = [{"head": head, "name": name} for head, name in heads.items()]
        connection.execute(table.insert(), rows)


def read_branches(connection: Connection) -> dict[str, str]:
    """Return what :func:`note_branches` has written down."""
    if not inspect(connection).has_table(SchemaBranch.__tablename__):
        return {}
    rows = connection.execute(select(SchemaBranch.head, SchemaBranch.name))
    return {row.head: row.name for row in rows}


def release_of(engine: Engine) -> int:
    """Return the release that the database is at; 0 if it has never been brought up to date."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(SchemaRelease.__tablename__):
            return 0
        return connection.scalar(select(func.max(SchemaRelease.number))) or 0


def require_fitting(engine: Engine) -> int:
    """Return by how many releases the database is ahead.

    :raises TooNewError: it is too far ahead
    """
    ahead = release_of(engine) - RELEASE
    if ahead > AHEAD:
        raise TooNewError(
            f"The database is {ahead} releases newer than this program, and at most {AHEAD} is"
            " allowed. Install the program that the database was upgraded with."
        )
    return max(ahead, 0)
