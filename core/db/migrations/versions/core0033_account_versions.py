"""Count the changes of an account: two who change it at once don't write over each other."""

import sqlalchemy as sa
from alembic import op

revision = "core0033"
down_revision = "core0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("version", sa.Integer, nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("account", "version")
