"""Let a mail's subject be as long as a case's with what stands before it."""

import sqlalchemy as sa
from alembic import op

revision = "core0012"
down_revision = "core0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite holds texts to no length. PostgreSQL rewrites nothing when one grows.
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("mail_message", "subject", type_=sa.String(800))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "ALTER TABLE mail_message ALTER subject TYPE varchar(300) USING left(subject, 300)"
        )
