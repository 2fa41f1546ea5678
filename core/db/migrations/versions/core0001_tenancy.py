"""Create tenants, their configuration, the outbox and the record of activity."""

import sqlalchemy as sa
from alembic import op

from core.db.base import Json
from core.db.migrations.rls import protect

revision = "core0001"
down_revision = None
branch_labels = ("core",)
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tenant",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("slug", sa.String(63), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("default_locale", sa.String(12), nullable=False),
        sa.Column("languages", Json, nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "tenant_host",
        sa.Column("host", sa.String(253), primary_key=True),
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), nullable=False, index=True),
    )
    op.create_table(
        "tenant_document",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.UniqueConstraint("tenant_id", "kind"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id")),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("args", Json, nullable=False),
        sa.Column("plugin", sa.String(60)),
        sa.Column("locale", sa.String(12), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("handed_at", MOMENT),
        sa.Column("done_at", MOMENT),
        sa.Column("failed_at", MOMENT),
        sa.Column("error", sa.Text),
        sa.Column("once", sa.String(200), unique=True),
    )
    open_jobs = sa.text("done_at IS NULL AND failed_at IS NULL")
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due_at"],
        postgresql_where=open_jobs,
        sqlite_where=open_jobs,
    )
    op.create_table(
        "activity",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("actor_kind", sa.String(12), nullable=False),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("actor_name", sa.String(200), nullable=False),
        sa.Column("impersonator_id", sa.Uuid),
        sa.Column("contact_id", sa.Uuid),
        sa.Column("case_id", sa.Uuid),
        sa.Column("request_id", sa.String(40), nullable=False),
        sa.Column("data", Json, nullable=False),
    )
    op.create_index("ix_activity_contact", "activity", ["tenant_id", "contact_id", "id"])
    op.create_index("ix_activity_case", "activity", ["tenant_id", "case_id", "id"])
    op.create_index("ix_activity_kind", "activity", ["tenant_id", "kind", "id"])
    protect("tenant_document", "activity")


def downgrade() -> None:
    for table in ("activity", "outbox", "tenant_document", "tenant_host", "tenant"):
        op.drop_table(table)
