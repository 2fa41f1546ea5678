"""Create the table of ratings."""

import sqlalchemy as sa
from alembic import op

from core.plugin.api import protect

revision = "csat0001"
down_revision = None
branch_labels = ("csat",)
depends_on = ("core0005",)


def upgrade() -> None:
    op.create_table(
        "csat_rating",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["support_case.tenant_id", "support_case.id"]
        ),
        sa.UniqueConstraint("tenant_id", "case_id"),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name="score"),
    )
    protect("csat_rating")


def downgrade() -> None:
    op.drop_table("csat_rating")
