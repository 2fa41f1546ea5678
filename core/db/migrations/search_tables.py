"""Tables of words for migrations: what is found by parts of words, among a great many rows."""

import sqlalchemy as sa
from alembic import op

from core.db.migrations.rls import OF_THE_TENANT, protected

MINE = "tenant_id = NULLIF(NULLIF(current_setting('ventanilla.tenant', true), '*'), '')::uuid"
SETTING = "current_setting('ventanilla.search', true)"
FOUND = " AND ".join(
    (
        f"text LIKE split_part({SETTING}, E'\\n', 1)",
        *(
            f"text LIKE coalesce(nullif(split_part({SETTING}, E'\\n', {number}), ''), '%')"
            for number in range(2, 7)
        ),
    )
)


def create_search_table(name: str, of: str) -> None:
    """Create a table with the words of the rows of another one, and the index that finds parts.

    Its columns are ``tenant_id``, ``id`` (the row that has the words), ``era`` (its bucket, see
    :mod:`core.cases.search.buckets`), ``text`` and ``row``, which only SQLite's index needs. On
    PostgreSQL it shows the texts that :func:`core.cases.search.text_query.set_search_pattern`
    has asked for, and no others.
    """
    protected.add(name)
    if op.get_bind().dialect.name == "postgresql":
        _create_on_postgresql(name, of)
    else:
        _create_on_sqlite(name, of)


def drop_search_table(name: str) -> None:
    """Take such a table away again."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute(f"DROP TABLE {name}_index")
    op.drop_table(name)


def _create_on_postgresql(name: str, of: str) -> None:
    op.create_table(
        name,
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("row", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("era", sa.Integer, nullable=False, server_default="0"),
        sa.Column("text", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "id"], [f"{of}.tenant_id", f"{of}.id"], ondelete="CASCADE"
        ),
    )
    # What was written last is read whole for each era, so it must not become long.
    op.execute(
        f"CREATE INDEX ix_{name}_text ON {name} USING gin (tenant_id, era, text gin_trgm_ops)"
        " WITH (gin_pending_list_limit = 128)"
    )
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    for policy, rule in (
        ("found", f"FOR SELECT USING ({MINE} AND {FOUND})"),
        ("added", f"FOR INSERT WITH CHECK ({OF_THE_TENANT})"),
        ("changed", f"FOR UPDATE USING ({OF_THE_TENANT}) WITH CHECK ({OF_THE_TENANT})"),
        ("removed", f"FOR DELETE USING ({OF_THE_TENANT})"),
    ):
        op.execute(f"CREATE POLICY {policy} ON {name} {rule}")


def _create_on_sqlite(name: str, of: str) -> None:
    op.execute(
        f"CREATE TABLE {name} ("
        " row INTEGER PRIMARY KEY,"
        " tenant_id CHAR(32) NOT NULL,"
        " id CHAR(32) NOT NULL,"
        " era INTEGER DEFAULT '0' NOT NULL,"
        " text TEXT NOT NULL,"
        " UNIQUE (tenant_id, id),"
        f" FOREIGN KEY (tenant_id, id) REFERENCES {of} (tenant_id, id) ON DELETE CASCADE)"
    )
    op.execute(
        f"CREATE VIRTUAL TABLE {name}_index USING"
        f" fts5(text, content='{name}', content_rowid='row', tokenize='trigram')"
    )
    forget = (
        f"INSERT INTO {name}_index ({name}_index, rowid, text)"  # noqa: S608  # a name of ours
        " VALUES ('delete', old.row, old.text);"
    )
    learn = (
        f"INSERT INTO {name}_index (rowid, text)"  # noqa: S608  # a name of ours
        " VALUES (new.row, new.text);"
    )
    for moment, does in (
        ("INSERT", learn),
        ("DELETE", forget),
        ("UPDATE OF text", forget + learn),
    ):
        what = moment.split(maxsplit=1)[0].lower()
        op.execute(f"CREATE TRIGGER {name}_{what} AFTER {moment} ON {name} BEGIN {does} END")
