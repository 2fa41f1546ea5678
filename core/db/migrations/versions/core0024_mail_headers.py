"""Store the headers that plugins give a mail."""

import sqlalchemy as sa
from alembic import op

from core.db.base import Json

revision = "core0024"
down_revision = "core0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "mail_message", sa.Column("reply_to", sa.String(320), nullable=False, server_default="")
    )
    op.add_column("mail_message", sa.Column("headers", Json, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("mail_message", "headers")
    op.drop_column("mail_message", "reply_to")
