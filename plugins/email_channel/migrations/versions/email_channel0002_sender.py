"""Create the table of the mailboxes that staff have chosen for the mails of cases."""

import sqlalchemy as sa
from alembic import op

from core.plugin.api import protect

revision = "email_channel0002"
down_revision = "email_channel0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "email_channel_sender",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "id"],
            ["support_case.tenant_id", "support_case.id"],
            name=op.f("fk_email_channel_sender_tenant_id_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["email_channel_mailbox.tenant_id", "email_channel_mailbox.id"],
            name=op.f("fk_email_channel_sender_tenant_id_mailbox_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_email_channel_sender_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_email_channel_sender")),
    )
    with op.batch_alter_table("email_channel_sender", schema=None) as batch_op:
        batch_op.create_index(
            "ix_email_channel_sender_mailbox", ["tenant_id", "mailbox_id"], unique=False
        )
    protect("email_channel_sender")


def downgrade() -> None:
    with op.batch_alter_table("email_channel_sender", schema=None) as batch_op:
        batch_op.drop_index("ix_email_channel_sender_mailbox")

    op.drop_table("email_channel_sender")
