"""Count wrong facts, and keep the code that was mailed for a caller."""

import sqlalchemy as sa
from alembic import op

from core.plugin.api import protect

revision = "csr_console0002"
down_revision = "csr_console0001"
branch_labels = None
depends_on = None

CALLS = "csr_console_interaction"
TABLE = "csr_console_guessing"


def upgrade() -> None:
    op.add_column(
        CALLS, sa.Column("code_hash", sa.String(length=64), nullable=False, server_default="")
    )
    op.add_column(CALLS, sa.Column("code_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column(CALLS, sa.Column("code_tries", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        TABLE,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_csr_console_guessing_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contact.tenant_id", "contact.id"],
            name=op.f("fk_csr_console_guessing_tenant_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_csr_console_guessing_tenant_id_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_csr_console_guessing")),
        sa.UniqueConstraint(
            "tenant_id", "contact_id", name=op.f("uq_csr_console_guessing_tenant_id_contact_id")
        ),
        sa.UniqueConstraint(
            "tenant_id", "staff_id", name=op.f("uq_csr_console_guessing_tenant_id_staff_id")
        ),
    )
    protect(TABLE)


def downgrade() -> None:
    op.drop_table(TABLE)
    for name in ("code_tries", "code_until", "code_hash"):
        op.drop_column(CALLS, name)
