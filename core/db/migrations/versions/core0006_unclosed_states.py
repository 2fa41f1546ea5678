"""Index unclosed cases by state: counting the few that wait must not read all that are open."""

import sqlalchemy as sa
from alembic import op

revision = "core0006"
down_revision = "core0005"
branch_labels = None
depends_on = None

NAME = "ix_support_case_state"


def upgrade() -> None:
    not_closed = sa.text("closed_at IS NULL")
    op.create_index(
        NAME,
        "support_case",
        ["tenant_id", "state", "number"],
        postgresql_where=not_closed,
        sqlite_where=not_closed,
    )


def downgrade() -> None:
    op.drop_index(NAME, "support_case")
