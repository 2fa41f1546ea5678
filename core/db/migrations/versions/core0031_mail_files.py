"""Store which files travel with a mail."""

import sqlalchemy as sa
from alembic import op

from core.db.base import Json

revision = "core0031"
down_revision = "core0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail_message", sa.Column("files", Json, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("mail_message", "files")
