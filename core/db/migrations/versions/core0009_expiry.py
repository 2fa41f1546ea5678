"""Let what has expired be found per tenant without reading the rest."""

from alembic import op

revision = "core0009"
down_revision = "core0008"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_web_session_expires": ("web_session", "expires_at"),
    "ix_one_time_secret_expires": ("one_time_secret", "expires_at"),
    "ix_known_device_seen": ("known_device", "seen_at"),
}


def upgrade() -> None:
    for name, (table, column) in INDEXES.items():
        op.create_index(name, table, ["tenant_id", column])


def downgrade() -> None:
    for name, (table, _column) in INDEXES.items():
        op.drop_index(name, table)
