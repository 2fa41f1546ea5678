"""Store until when somebody is locked, and what staff noted about it."""

import sqlalchemy as sa
from alembic import op

revision = "core0034"
down_revision = "core0033"
branch_labels = None
depends_on = None

IS_SET = sa.text("lock_until IS NOT NULL")
TABLES = ("contact", "staff")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("lock_note", sa.Text, nullable=False, server_default=""))
        op.add_column(table, sa.Column("lock_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_contact_lock_until",
        "contact",
        ["tenant_id", "lock_until"],
        postgresql_where=IS_SET,
        sqlite_where=IS_SET,
    )


def downgrade() -> None:
    op.drop_index("ix_contact_lock_until", "contact")
    for table in TABLES:
        op.drop_column(table, "lock_until")
        op.drop_column(table, "lock_note")
