"""Create the table of macros."""

import sqlalchemy as sa
from alembic import op

from core.plugin.api import protect

revision = "macros0001"
down_revision = None
branch_labels = ("macros",)
depends_on = ("core0001",)


def upgrade() -> None:
    op.create_table(
        "macros_macro",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("html", sa.Text, nullable=False),
    )
    protect("macros_macro")


def downgrade() -> None:
    op.drop_table("macros_macro")
