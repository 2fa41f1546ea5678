"""Say the same in each policy in the words that the planner understands."""

import sqlalchemy as sa
from alembic import op

from core.db.migrations.rls import OF_THE_TENANT

revision = "core0007"
down_revision = "core0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    query = "SELECT tablename FROM pg_policies WHERE policyname = 'tenant'"
    for table in bind.scalars(sa.text(f"{query} AND schemaname = current_schema()")).all():
        op.execute(
            f'ALTER POLICY tenant ON "{table}" USING {OF_THE_TENANT} WITH CHECK {OF_THE_TENANT}'
        )


def downgrade() -> None:
    """Leave the policies: what they let through is what it was."""
