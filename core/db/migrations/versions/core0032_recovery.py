"""Follow one-time secrets and the mails of a contact."""

import sqlalchemy as sa
from alembic import op

revision = "core0032"
down_revision = "core0031"
branch_labels = None
depends_on = None

SECRET, MAIL = "one_time_secret", "mail_message"


def upgrade() -> None:
    for name, length in (("issued_by", 200), ("ended_by", 12)):
        column = sa.Column(name, sa.String(length), nullable=False, server_default="")
        op.add_column(SECRET, column)
    op.add_column(SECRET, sa.Column("mail_id", sa.Uuid))
    op.add_column(MAIL, sa.Column("shown", sa.Text, nullable=False, server_default=""))
    op.create_index("ix_mail_message_contact", MAIL, ["tenant_id", "contact_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_mail_message_contact", MAIL)
    op.drop_column(MAIL, "shown")
    for name in ("mail_id", "ended_by", "issued_by"):
        op.drop_column(SECRET, name)
