"""Create mails."""

import sqlalchemy as sa
from alembic import op

from core.db.base import Json
from core.db.migrations.rls import protect

revision = "core0004"
down_revision = "core0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "mail_message",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("locale", sa.String(12), nullable=False),
        sa.Column("sender_name", sa.String(200), nullable=False),
        sa.Column("sender", sa.String(320), nullable=False),
        sa.Column("to", Json, nullable=False),
        sa.Column("cc", Json, nullable=False),
        sa.Column("pending", Json, nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
        sa.Column("message_id", sa.String(400), nullable=False),
        sa.Column("in_reply_to", sa.String(400), nullable=False),
        sa.Column("references", Json, nullable=False),
        sa.Column("is_automatic", sa.Boolean, nullable=False),
        sa.Column("is_secret", sa.Boolean, nullable=False),
        sa.Column("case_id", sa.Uuid),
        sa.Column("note_id", sa.Uuid),
        sa.Column("contact_id", sa.Uuid),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("error", sa.Text, nullable=False),
        sa.UniqueConstraint("tenant_id", "message_id"),
    )
    op.create_index("ix_mail_message_case", "mail_message", ["tenant_id", "case_id", "id"])
    protect("mail_message")


def downgrade() -> None:
    op.drop_table("mail_message")
