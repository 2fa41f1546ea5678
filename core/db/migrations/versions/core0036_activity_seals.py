"""Seal the record of activity, keep its rows, and read a contact's off one index."""

import sqlalchemy as sa
from alembic import op

from core.db.migrations.rls import protect

revision = "core0036"
down_revision = "core0035"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

# No setting may shorten what is promised: three years.
POSTGRESQL = """
CREATE FUNCTION activity_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '3 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'activity is only ever added';
END $$;
CREATE TRIGGER activity_stays BEFORE UPDATE OR DELETE ON activity
    FOR EACH ROW EXECUTE FUNCTION activity_stays();
"""
SQLITE = (
    """
    CREATE TRIGGER activity_is_not_changed BEFORE UPDATE ON activity BEGIN
        SELECT RAISE(ABORT, 'activity is only ever added');
    END
    """,
    """
    CREATE TRIGGER activity_stays BEFORE DELETE ON activity
    WHEN OLD.at >= datetime('now', '-3 years') BEGIN
        SELECT RAISE(ABORT, 'activity is only ever added');
    END
    """,
)


def upgrade() -> None:
    op.add_column("activity", sa.Column("seal", sa.LargeBinary(16)))
    op.create_index(
        "ix_activity_contact_kind", "activity", ["tenant_id", "contact_id", "id", "kind"]
    )
    op.drop_index("ix_activity_contact", "activity")
    op.create_table(
        "activity_seal",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("seal", sa.LargeBinary(16), nullable=False),
        sa.UniqueConstraint("tenant_id", "since"),
    )
    protect("activity_seal")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL)
    else:
        for trigger in SQLITE:
            op.execute(trigger)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER activity_stays ON activity")
        op.execute("DROP FUNCTION activity_stays")
    else:
        op.execute("DROP TRIGGER activity_stays")
        op.execute("DROP TRIGGER activity_is_not_changed")
    op.drop_table("activity_seal")
    op.create_index("ix_activity_contact", "activity", ["tenant_id", "contact_id", "id"])
    op.drop_index("ix_activity_contact_kind", "activity")
    op.drop_column("activity", "seal")
