"""What is stored, as a value that can be compared."""

from sqlalchemy import inspect, text

from core.db.base import Model

# Being there is noted, and that is all that looking leaves.
PRESENCE = {"web_session"}


class TenantRows:
    """Reads every row of every table of the product."""

    def __init__(self, platform):
        self._platform = platform

    def read(self, *, but=PRESENCE):
        """Return the rows by table."""
        with self._platform.every_tenant(reading=True) as session:
            # Other tests' plugins have declared tables, too, that are not in this database.
            there = set(inspect(session.connection()).get_table_names())
            names = [name for name in Model.metadata.tables if name in there and name not in but]
            return {
                name: sorted(map(repr, session.execute(text(f'SELECT * FROM "{name}"')).all()))  # noqa: S608  # ours
                for name in names
            }
