"""Create the table of interactions: what staff do for one caller."""

import sqlalchemy as sa
from alembic import op

from core.plugin.api import protect

revision = "csr_console0001"
down_revision = None
branch_labels = ("csr_console",)
depends_on = ("core0031",)


def upgrade() -> None:
    op.create_table(
        "csr_console_interaction",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_csr_console_interaction_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contact.tenant_id", "contact.id"],
            name=op.f("fk_csr_console_interaction_tenant_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_csr_console_interaction_tenant_id_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_csr_console_interaction")),
    )
    open_ones = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_csr_console_interaction_open",
        "csr_console_interaction",
        ["tenant_id", "staff_id", "contact_id"],
        unique=True,
        sqlite_where=open_ones,
        postgresql_where=open_ones,
    )
    op.create_index(
        "ix_csr_console_interaction_contact", "csr_console_interaction", ["tenant_id", "contact_id"]
    )
    protect("csr_console_interaction")


def downgrade() -> None:
    op.drop_table("csr_console_interaction")
