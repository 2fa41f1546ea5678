"""Let staff list mails by state and by whom they are for."""

import sqlalchemy as sa
from alembic import op

revision = "core0029"
down_revision = "core0028"
branch_labels = None
depends_on = None

TABLE = "mail_message"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("to_key", sa.String(320), nullable=False, server_default=""))
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    first = """"to" -> 0 ->> 1""" if is_postgresql else """json_extract("to", '$[0][1]')"""
    op.execute(f"UPDATE {TABLE} SET to_key = coalesce(lower({first}), '')")  # noqa: S608  # ours
    op.create_index("ix_mail_message_state", TABLE, ["tenant_id", "state", "id"])
    op.create_index("ix_mail_message_to", TABLE, ["tenant_id", "to_key", "id"])


def downgrade() -> None:
    op.drop_index("ix_mail_message_to", TABLE)
    op.drop_index("ix_mail_message_state", TABLE)
    op.drop_column(TABLE, "to_key")
