"""Let staff find cases by people and by the words of messages, and filters compare folded texts.

What staff find cases by begins with what customers do. The job ``cases.index_old_cases`` adds the
rest, tenant by tenant, while the pages are used.
"""

import sqlalchemy as sa
from alembic import op

from core.db.base import Json
from core.db.migrations.jobs import ask_each_tenant
from core.db.migrations.rls import OF_THE_TENANT

revision = "core0018"
down_revision = "core0014"
branch_labels = None
depends_on = None

TABLE, INDEX = "case_staff_search", "ix_case_staff_search_text"


def upgrade() -> None:
    op.add_column("support_case", sa.Column("folded", Json, nullable=False, server_default="{}"))
    if op.get_bind().dialect.name == "postgresql":
        _create_on_postgresql()
    else:
        _create_on_sqlite()
    ask_each_tenant("cases.index_old_cases")


def _create_on_postgresql() -> None:
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("era", sa.Integer, nullable=False, server_default="0"),
        sa.Column("text", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "id"],
            ["support_case.tenant_id", "support_case.id"],
            ondelete="CASCADE",
        ),
    )
    # The policy shows nobody a text that was not looked for: not even its owner, unless let.
    op.execute("ALTER TABLE case_search NO FORCE ROW LEVEL SECURITY")
    op.execute(
        f"INSERT INTO {TABLE} (tenant_id, id, era, text)"  # noqa: S608  # names of ours
        " SELECT tenant_id, id, era, text FROM case_search"
    )
    op.execute("ALTER TABLE case_search FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE INDEX {INDEX} ON {TABLE} USING gin (tenant_id, era, text gin_trgm_ops)"
        " WITH (gin_pending_list_limit = 128)"
    )
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    mine = "tenant_id = NULLIF(NULLIF(current_setting('ventanilla.tenant', true), '*'), '')::uuid"
    found = "text LIKE current_setting('ventanilla.search', true)"
    for name, rule in (
        ("found", f"FOR SELECT USING ({mine} AND {found})"),
        ("added", f"FOR INSERT WITH CHECK ({OF_THE_TENANT})"),
        ("changed", f"FOR UPDATE USING ({OF_THE_TENANT}) WITH CHECK ({OF_THE_TENANT})"),
        ("removed", f"FOR DELETE USING ({OF_THE_TENANT})"),
    ):
        op.execute(f"CREATE POLICY {name} ON {TABLE} {rule}")


def _create_on_sqlite() -> None:
    op.execute(
        f"CREATE TABLE {TABLE} ("
        " row INTEGER PRIMARY KEY,"
        " tenant_id CHAR(32) NOT NULL,"
        " id CHAR(32) NOT NULL,"
        " era INTEGER DEFAULT '0' NOT NULL,"
        " text TEXT NOT NULL,"
        " UNIQUE (tenant_id, id),"
        " FOREIGN KEY (tenant_id, id) REFERENCES support_case (tenant_id, id) ON DELETE CASCADE)"
    )
    op.execute(
        f"CREATE VIRTUAL TABLE {TABLE}_index USING"
        f" fts5(text, content='{TABLE}', content_rowid='row', tokenize='trigram')"
    )
    forget = (
        f"INSERT INTO {TABLE}_index ({TABLE}_index, rowid, text)"  # noqa: S608  # names of ours
        " VALUES ('delete', old.row, old.text);"
    )
    learn = (
        f"INSERT INTO {TABLE}_index (rowid, text)"  # noqa: S608  # names of ours
        " VALUES (new.row, new.text);"
    )
    for moment, does in (
        ("INSERT", learn),
        ("DELETE", forget),
        ("UPDATE OF text", forget + learn),
    ):
        name = moment.split(maxsplit=1)[0].lower()
        op.execute(f"CREATE TRIGGER {TABLE}_{name} AFTER {moment} ON {TABLE} BEGIN {does} END")
    # In the order of the numbers, in which the index gives them back.
    op.execute(
        f"INSERT INTO {TABLE} (row, tenant_id, id, era, text)"  # noqa: S608  # names of ours
        " SELECT row, tenant_id, id, era, text FROM case_search ORDER BY row"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.execute(f"DROP TABLE {TABLE}_index")
    op.drop_table(TABLE)
    op.drop_column("support_case", "folded")
