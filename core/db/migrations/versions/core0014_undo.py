"""Remember what the last changes of a tenant's configuration replaced."""

import sqlalchemy as sa
from alembic import op

from core.db.base import Json
from core.db.migrations.rls import protect

revision = "core0014"
down_revision = "core0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "undo_step",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("permission", sa.String(60), nullable=False),
        sa.Column("parts", Json, nullable=False),
        sa.Column("after", sa.String(64), nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT),
    )
    op.create_index("ix_undo_step_created", "undo_step", ["tenant_id", "created_at"])
    protect("undo_step")


def downgrade() -> None:
    op.drop_table("undo_step")
