"""Give lists of cases an index for every value that they can be narrowed by."""

import sqlalchemy as sa
from alembic import op

from core.db.migrations.rls import protect

revision = "core0008"
down_revision = "core0007"
branch_labels = None
depends_on = None

COLUMNS = ("status", "priority", "channel")


def upgrade() -> None:
    for column in COLUMNS:
        op.create_index(
            f"ix_support_case_{column}", "support_case", ["tenant_id", column, "number"]
        )
    in_order = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
    op.create_table(
        "case_facet",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("field", sa.String(60), primary_key=True),
        sa.Column("value", in_order, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "number"],
            ["support_case.tenant_id", "support_case.number"],
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_case_facet_number", "case_facet", ["tenant_id", "number"])
    protect("case_facet")


def downgrade() -> None:
    op.drop_table("case_facet")
    for column in COLUMNS:
        op.drop_index(f"ix_support_case_{column}", "support_case")
