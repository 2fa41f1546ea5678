"""Create the drafts of what people are writing."""

import sqlalchemy as sa
from alembic import op

from core.db.base import Json
from core.db.migrations.rls import protect

revision = "core0016"
down_revision = "core0021"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "written_draft",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("entries", Json, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("sent_key", sa.String(64), nullable=False),
        sa.Column("sent_to", sa.String(500), nullable=False),
        sa.Column("sent_words", sa.String(300), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.UniqueConstraint("tenant_id", "person_id", "place"),
    )
    op.create_index("ix_written_draft_expires", "written_draft", ["tenant_id", "expires_at"])
    protect("written_draft")


def downgrade() -> None:
    op.drop_table("written_draft")
