"""Keep when customers could last see something of a case change, apart from what staff see."""

import sqlalchemy as sa
from alembic import op

revision = "core0017"
down_revision = "core0018"
branch_labels = None
depends_on = None

# What was changed of fields is in no column: the last public message says enough of old cases.
FILL = (
    "UPDATE support_case SET public_updated_at = coalesce((SELECT max(case_note.created_at)"
    " FROM case_note WHERE case_note.tenant_id = support_case.tenant_id"
    " AND case_note.case_id = support_case.id AND NOT case_note.is_internal), created_at)"
)


def upgrade() -> None:
    # The release before this one leaves it empty; then a case has not changed since it was filed.
    op.add_column(
        "support_case", sa.Column("public_updated_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.execute(FILL)


def downgrade() -> None:
    op.drop_column("support_case", "public_updated_at")
