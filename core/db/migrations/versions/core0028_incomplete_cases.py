"""Mark cases that lack something required, and let a one-time secret be about one of them."""

import sqlalchemy as sa
from alembic import op

revision = "core0028"
down_revision = "core0027"
branch_labels = None
depends_on = None

NAME = "ix_support_case_incomplete"


def upgrade() -> None:
    op.add_column(
        "support_case",
        sa.Column("is_incomplete", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    incomplete = sa.text("is_incomplete")
    op.create_index(
        NAME,
        "support_case",
        ["tenant_id", "number"],
        postgresql_where=incomplete,
        sqlite_where=incomplete,
    )
    op.add_column("one_time_secret", sa.Column("about_id", sa.Uuid))


def downgrade() -> None:
    op.drop_column("one_time_secret", "about_id")
    op.drop_index(NAME, "support_case")
    op.drop_column("support_case", "is_incomplete")
