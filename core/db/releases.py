"""Which core revisions came with which release, and how far code and database may be apart.

While an installation is upgraded, the database is one release ahead of the processes that still
run. That works because a release only adds to the schema; what nobody uses any more is removed a
release later. Each release that changes the schema adds a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Model
from core.errors import VentanillaError

if TYPE_CHECKING:
    from sqlalchemy import Engine, Table

RELEASES: tuple[tuple[str, ...], ...] = (
    (*(f"core{number:04}" for number in range(1, 11)), "core0012"),
)
RELEASE = len(RELEASES)
AHEAD = 1  # releases that the database may be ahead of the code


class SchemaRelease(Model):
    """The releases that have brought this database up to date. The highest is what it is at.

    Outside the revisions, as code can't read revisions that are newer than itself.
    """

    __tablename__ = "schema_release"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class TooNewError(VentanillaError):
    """The database belongs to a release that this code does not know."""


def note_release(connection: Connection) -> None:
    """Write down that the database is at this code's release."""
    table = cast("Table", SchemaRelease.__table__)
    table.create(connection, checkfirst=True)
    if connection.scalar(select(SchemaRelease.number).filter_by(number=RELEASE)) is None:
        connection.execute(table.insert().values(number=RELEASE))


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
