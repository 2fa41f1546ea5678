"""Let staff be limited to the customers of some districts."""

import sqlalchemy as sa
from alembic import op

from core.plugin.api import protect

revision = "csr_console0004"
down_revision = "csr_console0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "csr_console_limit",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_csr_console_limit_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_csr_console_limit_tenant_id_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_csr_console_limit")),
        sa.UniqueConstraint(
            "tenant_id",
            "staff_id",
            "district",
            name=op.f("uq_csr_console_limit_tenant_id"),
        ),
    )
    protect("csr_console_limit")


def downgrade() -> None:
    op.drop_table("csr_console_limit")
