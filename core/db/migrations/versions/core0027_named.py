"""Store who is named in a mail and gets another."""

import sqlalchemy as sa
from alembic import op

from core.db.base import Json

revision = "core0027"
down_revision = "core0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail_message", sa.Column("named", Json, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("mail_message", "named")
