"""Note which mails came back, and at which contacts' addresses."""

import sqlalchemy as sa
from alembic import op

from core.db.base import Json

revision = "core0026"
down_revision = "core0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail_message", sa.Column("bounces", Json, nullable=False, server_default="{}"))
    op.add_column("contact", sa.Column("bounced_key", sa.String(320)))
    op.add_column("contact", sa.Column("bounced_at", sa.DateTime(timezone=True)))
    op.add_column(
        "contact", sa.Column("bounce_reason", sa.String(500), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("contact", "bounce_reason")
    op.drop_column("contact", "bounced_at")
    op.drop_column("contact", "bounced_key")
    op.drop_column("mail_message", "bounces")
