"""Note which copies of a case staff know of, and which contacts have registered themselves."""

import sqlalchemy as sa
from alembic import op

from core.db.base import Json

revision = "core0013"
down_revision = "core0012"
branch_labels = None
depends_on = None

# Whoever was copied when staff answered has had mails already.
FILL = (
    "UPDATE support_case SET confirmed_cc = cc WHERE {has_copies} AND EXISTS (SELECT 1 FROM"
    " case_note WHERE case_note.tenant_id = support_case.tenant_id"
    " AND case_note.case_id = support_case.id"
    " AND case_note.author_kind = 'staff' AND NOT case_note.is_internal)"
)
READ = ("support_case", "case_note")


def upgrade() -> None:
    op.add_column(
        "support_case", sa.Column("confirmed_cc", Json, nullable=False, server_default="[]")
    )
    op.add_column("contact", sa.Column("registered_at", sa.DateTime(timezone=True)))
    if op.get_bind().dialect.name != "postgresql":
        op.execute(FILL.format(has_copies="cc <> '[]'"))
        return
    # The policy shows rows of no tenant, not even to their owner, unless let.
    for table in READ:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(FILL.format(has_copies="cc <> '[]'::jsonb"))
    for table in READ:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def downgrade() -> None:
    op.drop_column("contact", "registered_at")
    op.drop_column("support_case", "confirmed_cc")
