"""Create cases, notes and files."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.db.base import Json
from core.db.migrations.rls import OF_THE_TENANT, protect

revision = "core0003"
down_revision = "core0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "file_upload",
    "support_case",
    "case_counter",
    "case_note",
    "case_file",
    "case_submission",
)


def _key() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
    )


def _refer(column: str, table: str, **options: Any) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], **options
    )


def _index_where(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, postgresql_where=where, sqlite_where=where)


def upgrade() -> None:
    op.create_table(
        "file_upload",
        *_key(),
        sa.Column("owner", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("claimed_at", MOMENT),
    )
    op.create_index("ix_file_upload_sha256", "file_upload", ["tenant_id", "sha256"])
    _index_where(
        "ix_file_upload_unclaimed", "file_upload", ["tenant_id", "expires_at"], "claimed_at IS NULL"
    )
    _create_cases()
    op.create_table(
        "case_counter",
        *_key(),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("tenant_id"),
    )
    _create_conversation()
    op.create_table(
        "case_submission",
        *_key(),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("made_id", sa.Uuid, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("tenant_id", "key"),
    )
    op.create_index("ix_case_submission_created", "case_submission", ["tenant_id", "created_at"])
    protect(*TABLES)
    if op.get_bind().dialect.name == "postgresql":
        _create_search_on_postgresql()
    else:
        _create_search_on_sqlite()


def _create_cases() -> None:
    op.create_table(
        "support_case",
        *_key(),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("product", sa.String(1000)),
        sa.Column("status", sa.String(60), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("priority", sa.String(60)),
        sa.Column("channel", sa.String(60), nullable=False),
        sa.Column("contact_id", sa.Uuid),
        sa.Column("account_id", sa.Uuid),
        sa.Column("assignee_id", sa.Uuid),
        sa.Column("parent_id", sa.Uuid),
        sa.Column("cc", Json, nullable=False),
        sa.Column("custom", Json, nullable=False),
        sa.Column("form_version", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("tenant_id", "number"),
        _refer("contact_id", "contact"),
        _refer("account_id", "account"),
        _refer("assignee_id", "staff"),
        _refer("parent_id", "support_case"),
    )
    for column in ("contact", "account"):
        op.create_index(
            f"ix_support_case_{column}", "support_case", ["tenant_id", f"{column}_id", "number"]
        )
    not_closed = "closed_at IS NULL"
    _index_where("ix_support_case_not_closed", "support_case", ["tenant_id", "number"], not_closed)
    _index_where(
        "ix_support_case_assignee",
        "support_case",
        ["tenant_id", "assignee_id", "number"],
        not_closed,
    )


def _create_conversation() -> None:
    op.create_table(
        "case_note",
        *_key(),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("author_kind", sa.String(12), nullable=False),
        sa.Column("author_id", sa.Uuid),
        sa.Column("author_name", sa.String(200), nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("event", sa.String(40)),
        sa.Column("is_internal", sa.Boolean, nullable=False),
        sa.Column("channel", sa.String(60), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _refer("case_id", "support_case"),
    )
    op.create_index("ix_case_note_case", "case_note", ["tenant_id", "case_id", "id"])
    op.create_table(
        "case_file",
        *_key(),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("note_id", sa.Uuid),
        sa.Column("upload_id", sa.Uuid, nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.String(100), nullable=False),
        sa.Column("author_kind", sa.String(12), nullable=False),
        sa.Column("author_id", sa.Uuid),
        sa.Column("author_name", sa.String(200), nullable=False),
        sa.Column("is_internal", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        _refer("case_id", "support_case"),
        _refer("note_id", "case_note"),
        _refer("upload_id", "file_upload"),
    )
    op.create_index("ix_case_file_case", "case_file", ["tenant_id", "case_id", "id"])
    op.create_index("ix_case_file_upload", "case_file", ["tenant_id", "upload_id"])


def _create_search_on_sqlite() -> None:
    # The full-text index keeps no copy of the text, so it needs a number for each row of it.
    op.execute(
        "CREATE TABLE case_search ("
        " row INTEGER PRIMARY KEY,"
        " tenant_id CHAR(32) NOT NULL,"
        " id CHAR(32) NOT NULL,"
        " text TEXT NOT NULL,"
        " UNIQUE (tenant_id, id),"
        " FOREIGN KEY (tenant_id, id) REFERENCES support_case (tenant_id, id) ON DELETE CASCADE)"
    )
    op.execute(
        "CREATE VIRTUAL TABLE case_search_index USING"
        " fts5(text, content='case_search', content_rowid='row', tokenize='trigram')"
    )
    forget = (
        "INSERT INTO case_search_index (case_search_index, rowid, text)"
        " VALUES ('delete', old.row, old.text);"
    )
    learn = "INSERT INTO case_search_index (rowid, text) VALUES (new.row, new.text);"
    for moment, does in (
        ("INSERT", learn),
        ("DELETE", forget),
        ("UPDATE OF text", forget + learn),
    ):
        name = moment.split(maxsplit=1)[0].lower()
        op.execute(
            f"CREATE TRIGGER case_search_{name} AFTER {moment} ON case_search BEGIN {does} END"
        )


def _create_search_on_postgresql() -> None:
    for extension in ("pg_trgm", "btree_gin"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    op.create_table(
        "case_search",
        *_key(),
        sa.Column("text", sa.Text, nullable=False),
        _refer("id", "support_case", ondelete="CASCADE"),
    )
    op.execute(
        "CREATE INDEX ix_case_search_text ON case_search USING gin (tenant_id, text gin_trgm_ops)"
    )
    op.execute("ALTER TABLE case_search ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE case_search FORCE ROW LEVEL SECURITY")
    # What is looked for is part of the policy: see core.cases.search.text_query for the reason.
    mine = "tenant_id = NULLIF(NULLIF(current_setting('ventanilla.tenant', true), '*'), '')::uuid"
    found = "text LIKE current_setting('ventanilla.search', true)"
    for name, rule in (
        ("found", f"FOR SELECT USING ({mine} AND {found})"),
        ("added", f"FOR INSERT WITH CHECK ({OF_THE_TENANT})"),
        ("changed", f"FOR UPDATE USING ({OF_THE_TENANT}) WITH CHECK ({OF_THE_TENANT})"),
        ("removed", f"FOR DELETE USING ({OF_THE_TENANT})"),
    ):
        op.execute(f"CREATE POLICY {name} ON case_search {rule}")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE case_search_index")
    for table in ("case_search", *reversed(TABLES)):
        op.drop_table(table)
