import sqlalchemy as sa
from alembic import op

from core.db.migrations.rls import protect

revision = "shelf0001"
down_revision = None
branch_labels = ("shelf",)
depends_on = ("core0001",)


def upgrade():
    op.create_table(
        "shelf_book",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("is_lent", sa.Boolean, nullable=False),
        sa.Column("shouted", sa.String(120), nullable=False),
        sa.UniqueConstraint("tenant_id", "title"),
    )
    protect("shelf_book")
    op.create_table(
        "shelf_loan",
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenant.id"), primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("book_id", sa.Uuid, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "book_id"], ["shelf_book.tenant_id", "shelf_book.id"]
        ),
    )
    protect("shelf_loan")


def downgrade():
    op.drop_table("shelf_loan")
    op.drop_table("shelf_book")
