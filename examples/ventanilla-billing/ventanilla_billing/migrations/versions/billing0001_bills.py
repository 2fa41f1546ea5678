"""Create the tables of bills and payments."""

import sqlalchemy as sa
from alembic import op

from core.plugin.api import protect

revision = "billing0001"
down_revision = None
branch_labels = ("billing",)
depends_on = ("core0005",)

CONTACT = (["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"])


def upgrade() -> None:
    op.create_table(
        "billing_bill",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("contact_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(*CONTACT, ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "number"),
    )
    op.create_index("ix_billing_bill_contact", "billing_bill", ["tenant_id", "contact_id", "id"])
    op.create_table(
        "billing_payment",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("bill_id", sa.Uuid, nullable=False),
        sa.Column("contact_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bill_id"],
            ["billing_bill.tenant_id", "billing_bill.id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(*CONTACT, ondelete="CASCADE"),
        sa.UniqueConstraint("tenant_id", "bill_id"),
    )
    op.create_index(
        "ix_billing_payment_contact", "billing_payment", ["tenant_id", "contact_id", "state"]
    )
    op.create_index("ix_billing_payment_state", "billing_payment", ["tenant_id", "state", "on_day"])
    protect("billing_bill")
    protect("billing_payment")


def downgrade() -> None:
    op.drop_table("billing_payment")
    op.drop_table("billing_bill")
