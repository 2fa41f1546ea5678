"""Note with each job which plugins and jobs led to it, so that rules can stop loops."""

import sqlalchemy as sa
from alembic import op

from core.db.base import Json

revision = "core0023"
down_revision = "core0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("causes", Json))


def downgrade() -> None:
    op.drop_column("outbox", "causes")
