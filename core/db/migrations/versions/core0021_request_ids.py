"""Note with each job which request led to it."""

import sqlalchemy as sa
from alembic import op

revision = "core0021"
down_revision = "core0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("request_id", sa.String(40)))


def downgrade() -> None:
    op.drop_column("outbox", "request_id")
