"""Create contacts, accounts, staff and their sessions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from core.db.base import Json
from core.db.migrations.rls import protect

revision = "core0002"
down_revision = "core0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "contact",
    "account",
    "membership",
    "staff",
    "web_session",
    "known_device",
    "sign_in_failure",
    "one_time_secret",
)


def _key() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
    )


def _of_one_person() -> tuple[sa.Constraint, ...]:
    people = ("contact", "staff")
    return (
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", f"{person}_id"],
                [f"{person}.tenant_id", f"{person}.id"],
                ondelete="CASCADE",
            )
            for person in people
        ),
        sa.CheckConstraint("(contact_id IS NULL) <> (staff_id IS NULL)", name="of_one_person"),
    )


def upgrade() -> None:
    op.create_table(
        "contact",
        *_key(),
        sa.Column("first_name", sa.String(100), nullable=False),
        sa.Column("last_name", sa.String(100), nullable=False),
        sa.Column("identifier", sa.String(60), nullable=False),
        sa.Column("identifier_key", sa.String(120), nullable=False),
        sa.Column("email_2", sa.String(254), nullable=False),
        sa.Column("email_3", sa.String(254), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("job_title", sa.String(100), nullable=False),
        sa.Column("username", sa.String(60)),
        sa.Column("username_key", sa.String(120)),
        sa.Column("verified_at", MOMENT),
        sa.Column("portal_access", sa.Boolean, nullable=False),
        sa.Column("portal_from", sa.Date),
        sa.Column("portal_until", sa.Date),
        sa.Column("hidden", sa.Boolean, nullable=False),
        sa.Column("custom", Json, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("email_key", sa.String(320)),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("password_changed_at", MOMENT),
        sa.Column("signed_in_at", MOMENT),
        sa.Column("lock_kind", sa.String(12), nullable=False),
        sa.Column("lock_reason", sa.String(60), nullable=False),
        sa.Column("locked_at", MOMENT),
        sa.Column("locale", sa.String(12)),
        sa.Column("time_zone", sa.String(64)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("tenant_id", "email_key"),
        sa.UniqueConstraint("tenant_id", "username_key"),
    )
    op.create_index("ix_contact_identifier", "contact", ["tenant_id", "identifier_key"])
    op.create_table(
        "account",
        *_key(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("legal_name", sa.String(200), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("custom", Json, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_index("ix_account_number", "account", ["tenant_id", "number"])
    op.create_table(
        "membership",
        *_key(),
        sa.Column("contact_id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("can_view_cases", sa.Boolean, nullable=False),
        sa.Column("can_create_for", sa.Boolean, nullable=False),
        sa.Column("can_export", sa.Boolean, nullable=False),
        sa.Column("is_primary", sa.Boolean, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.UniqueConstraint("tenant_id", "contact_id", "account_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contact.tenant_id", "contact.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "account_id"], ["account.tenant_id", "account.id"], ondelete="CASCADE"
        ),
    )
    op.create_index("ix_membership_account", "membership", ["tenant_id", "account_id"])
    op.create_table(
        "staff",
        *_key(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("roles", Json, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("email_key", sa.String(320)),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("password_changed_at", MOMENT),
        sa.Column("signed_in_at", MOMENT),
        sa.Column("lock_kind", sa.String(12), nullable=False),
        sa.Column("lock_reason", sa.String(60), nullable=False),
        sa.Column("locked_at", MOMENT),
        sa.Column("locale", sa.String(12)),
        sa.Column("time_zone", sa.String(64)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("tenant_id", "email_key"),
    )
    op.create_table(
        "web_session",
        *_key(),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("contact_id", sa.Uuid),
        sa.Column("staff_id", sa.Uuid),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("device", sa.String(200), nullable=False),
        sa.UniqueConstraint("tenant_id", "token_hash"),
        *_of_one_person(),
    )
    op.create_index("ix_web_session_contact", "web_session", ["tenant_id", "contact_id"])
    op.create_index("ix_web_session_staff", "web_session", ["tenant_id", "staff_id"])
    op.create_table(
        "known_device",
        *_key(),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("contact_id", sa.Uuid),
        sa.Column("staff_id", sa.Uuid),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.UniqueConstraint("tenant_id", "token_hash", "contact_id"),
        sa.UniqueConstraint("tenant_id", "token_hash", "staff_id"),
        *_of_one_person(),
    )
    op.create_table(
        "sign_in_failure",
        *_key(),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.UniqueConstraint("tenant_id", "key"),
    )
    op.create_index("ix_sign_in_failure_last", "sign_in_failure", ["tenant_id", "last_at"])
    op.create_table(
        "one_time_secret",
        *_key(),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("contact_id", sa.Uuid),
        sa.Column("staff_id", sa.Uuid),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("data", Json, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.UniqueConstraint("tenant_id", "secret_hash"),
        *_of_one_person(),
    )
    op.create_index(
        "ix_one_time_secret_staff", "one_time_secret", ["tenant_id", "staff_id", "purpose"]
    )
    op.create_index(
        "ix_one_time_secret_contact", "one_time_secret", ["tenant_id", "contact_id", "purpose"]
    )
    protect(*TABLES)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
