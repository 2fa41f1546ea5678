"""Let customers be found: a row for each contact and account, and their words."""

import sqlalchemy as sa
from alembic import op

from core.plugin.api import ask_each_tenant, protect
from core.plugin.api.search import create_search_table, drop_search_table

revision = "csr_console0003"
down_revision = "csr_console0002"
branch_labels = None
depends_on = None

CUSTOMER, WORDS = "csr_console_customer", "csr_console_customer_text"


def upgrade() -> None:
    op.create_table(
        "csr_console_counter",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_csr_console_counter_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_csr_console_counter")),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_csr_console_counter_tenant_id")),
    )
    op.create_table(
        CUSTOMER,
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_csr_console_customer_tenant_id")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"],
            ["contact.tenant_id", "contact.id"],
            name=op.f("fk_csr_console_customer_tenant_id_contact_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"],
            ["account.tenant_id", "account.id"],
            name=op.f("fk_csr_console_customer_tenant_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_csr_console_customer")),
    )
    for name, columns in (
        ("contact", ["contact_id"]),
        ("account", ["account_id"]),
        ("place", ["number", "account_id"]),
        ("status", ["status", "number", "account_id"]),
        ("district", ["district", "number", "account_id"]),
        ("both", ["district", "status", "number", "account_id"]),
    ):
        op.create_index(f"ix_{CUSTOMER}_{name}", CUSTOMER, ["tenant_id", *columns])
    protect("csr_console_counter", CUSTOMER)
    create_search_table(WORDS, of=CUSTOMER)
    ask_each_tenant("csr_console.index_customers")


def downgrade() -> None:
    drop_search_table(WORDS)
    op.drop_table(CUSTOMER)
    op.drop_table("csr_console_counter")
