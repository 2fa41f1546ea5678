"""Create the tables of mailboxes, received mail, what is left at servers and blocked senders."""

import sqlalchemy as sa
from alembic import op

from core.plugin.api import Json, protect

revision = "email_channel0001"
down_revision = None
branch_labels = ("email_channel",)
depends_on = ("core0023",)


def upgrade() -> None:
    op.create_table(
        "email_channel_blocked",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pattern", sa.String(length=320), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_email_channel_blocked_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_email_channel_blocked")),
        sa.UniqueConstraint(
            "tenant_id", "pattern", name=op.f("uq_email_channel_blocked_tenant_id_pattern")
        ),
    )
    op.create_table(
        "email_channel_mailbox",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("address_key", sa.String(length=320), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("reply_to", sa.String(length=320), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("receiving", sa.String(length=12), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("defaults", Json, nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("security", sa.String(length=12), nullable=False),
        sa.Column("username", sa.String(length=255), nullable=False),
        sa.Column("authentication", sa.String(length=20), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("client_id", sa.String(length=255), nullable=False),
        sa.Column("client_secret", sa.Text(), nullable=False),
        sa.Column("token_url", sa.String(length=1000), nullable=False),
        sa.Column("folder", sa.String(length=200), nullable=False),
        sa.Column("after_fetch", sa.String(length=12), nullable=False),
        sa.Column("move_to", sa.String(length=200), nullable=False),
        sa.Column("trusted_server", sa.String(length=255), nullable=False),
        sa.Column("dkim_domain", sa.String(length=255), nullable=False),
        sa.Column("dkim_selector", sa.String(length=63), nullable=False),
        sa.Column("dkim_key", sa.Text(), nullable=False),
        sa.Column("dkim_next_selector", sa.String(length=63), nullable=False),
        sa.Column("dkim_next_key", sa.Text(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=True),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("next_fetch_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=20), nullable=False),
        sa.Column("error_details", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_email_channel_mailbox_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_email_channel_mailbox")),
    )
    with op.batch_alter_table("email_channel_mailbox", schema=None) as batch_op:
        batch_op.create_index("ix_email_channel_mailbox_address", ["address_key"], unique=True)
        batch_op.create_index("ix_email_channel_mailbox_due", ["next_fetch_at"], unique=False)
        batch_op.create_index(
            "ix_email_channel_mailbox_default",
            ["tenant_id"],
            unique=True,
            postgresql_where=sa.text("is_default"),
            sqlite_where=sa.text("is_default"),
        )

    op.create_table(
        "email_channel_left",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Uuid(), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.String(length=800), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["email_channel_mailbox.tenant_id", "email_channel_mailbox.id"],
            name=op.f("fk_email_channel_left_tenant_id_mailbox_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_email_channel_left_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_email_channel_left")),
        sa.UniqueConstraint(
            "tenant_id",
            "mailbox_id",
            "uid_validity",
            "uid",
            name=op.f("uq_email_channel_left_tenant_id_mailbox_id_uid_validity_uid"),
        ),
    )

    op.create_table(
        "email_channel_mail",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mailbox_id", sa.Uuid(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_by", sa.String(length=12), nullable=False),
        sa.Column("envelope_from", sa.String(length=320), nullable=False),
        sa.Column("envelope_to", Json, nullable=False),
        sa.Column("client_address", sa.String(length=45), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decision", Json, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=400), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("sender_key", sa.String(length=320), nullable=False),
        sa.Column("sender_name", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=800), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("note_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["support_case.tenant_id", "support_case.id"],
            name=op.f("fk_email_channel_mail_tenant_id_case_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "mailbox_id"],
            ["email_channel_mailbox.tenant_id", "email_channel_mailbox.id"],
            name=op.f("fk_email_channel_mail_tenant_id_mailbox_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenant.id"], name=op.f("fk_email_channel_mail_tenant_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_email_channel_mail")),
        sa.UniqueConstraint(
            "tenant_id", "fingerprint", name=op.f("uq_email_channel_mail_tenant_id_fingerprint")
        ),
    )
    with op.batch_alter_table("email_channel_mail", schema=None) as batch_op:
        batch_op.create_index(
            "ix_email_channel_mail_case", ["tenant_id", "case_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_email_channel_mail_mailbox", ["tenant_id", "mailbox_id"], unique=False
        )
        batch_op.create_index(
            "ix_email_channel_mail_message", ["tenant_id", "message_id"], unique=False
        )
        batch_op.create_index("ix_email_channel_mail_note", ["tenant_id", "note_id"], unique=False)
        batch_op.create_index(
            "ix_email_channel_mail_contact", ["tenant_id", "contact_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_email_channel_mail_sender", ["tenant_id", "sender_key", "id"], unique=False
        )
        batch_op.create_index(
            "ix_email_channel_mail_open",
            ["tenant_id", "id"],
            unique=False,
            postgresql_where=sa.text("state IN ('quarantined', 'failed')"),
            sqlite_where=sa.text("state IN ('quarantined', 'failed')"),
        )
        batch_op.create_index(
            "ix_email_channel_mail_state", ["tenant_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            "ix_email_channel_mail_waiting",
            ["tenant_id", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
    protect("email_channel_blocked")
    protect("email_channel_left")
    protect("email_channel_mailbox")
    protect("email_channel_mail")


def downgrade() -> None:
    with op.batch_alter_table("email_channel_mail", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_email_channel_mail_waiting",
            postgresql_where=sa.text("state = 'waiting'"),
            sqlite_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_email_channel_mail_state")
        batch_op.drop_index(
            "ix_email_channel_mail_open",
            postgresql_where=sa.text("state IN ('quarantined', 'failed')"),
            sqlite_where=sa.text("state IN ('quarantined', 'failed')"),
        )
        batch_op.drop_index("ix_email_channel_mail_sender")
        batch_op.drop_index("ix_email_channel_mail_contact")
        batch_op.drop_index("ix_email_channel_mail_note")
        batch_op.drop_index("ix_email_channel_mail_message")
        batch_op.drop_index("ix_email_channel_mail_mailbox")
        batch_op.drop_index("ix_email_channel_mail_case")

    op.drop_table("email_channel_mail")
    op.drop_table("email_channel_left")
    with op.batch_alter_table("email_channel_mailbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_email_channel_mailbox_default",
            postgresql_where=sa.text("is_default"),
            sqlite_where=sa.text("is_default"),
        )
        batch_op.drop_index("ix_email_channel_mailbox_due")
        batch_op.drop_index("ix_email_channel_mailbox_address")

    op.drop_table("email_channel_mailbox")
    op.drop_table("email_channel_blocked")
