"""Keep who looks at the portal as which customer, and whom staff may not visit."""

import sqlalchemy as sa
from alembic import op

from core.db.migrations.rls import protect

MOMENT = sa.DateTime(timezone=True)

revision = "core0035"
down_revision = "core0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "impersonation",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("contact_id", sa.Uuid, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False),
        sa.Column("plugin", sa.String(40), nullable=False),
        sa.Column("interaction_id", sa.Uuid),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_by", sa.String(20), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("device", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.UniqueConstraint("tenant_id", "token_hash"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"], ["staff.tenant_id", "staff.id"], ondelete="CASCADE"
        ),
    )
    for name, column in (("contact", "contact_id"), ("session", "session_id"), ("ends", "ends_at")):
        op.create_index(f"ix_impersonation_{name}", "impersonation", ["tenant_id", column])
    op.create_table(
        "impersonation_page",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("impersonation_id", sa.Uuid, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("path", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "impersonation_id"],
            ["impersonation.tenant_id", "impersonation.id"],
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_impersonation_page_of", "impersonation_page", ["tenant_id", "impersonation_id"]
    )
    protect("impersonation", "impersonation_page")
    op.add_column(
        "contact",
        sa.Column("refuses_impersonation", sa.Boolean, nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    op.drop_column("contact", "refuses_impersonation")
    op.drop_table("impersonation_page")
    op.drop_table("impersonation")
