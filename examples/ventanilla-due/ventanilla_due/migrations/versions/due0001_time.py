"""Create the table of due times."""

import sqlalchemy as sa
from alembic import op

from core.plugin.api import protect

revision = "due0001"
down_revision = None
branch_labels = ("due",)
depends_on = ("core0005",)


def upgrade() -> None:
    op.create_table(
        "due_time",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["support_case.tenant_id", "support_case.id"]
        ),
        sa.UniqueConstraint("tenant_id", "case_id"),
    )
    op.create_index("ix_due_time_due", "due_time", ["tenant_id", "due_at", "case_id"])
    protect("due_time")


def downgrade() -> None:
    op.drop_table("due_time")
