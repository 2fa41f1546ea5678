"""Say in which era of the tenant's cases a search text belongs: the newest are found first."""

import sqlalchemy as sa
from alembic import op

revision = "core0010"
down_revision = "core0009"
branch_labels = None
depends_on = None

INDEX = "ix_case_search_text"
WORDS = "text gin_trgm_ops"
FILL = (
    "UPDATE case_search SET era = (SELECT number / 10000 FROM support_case"
    " WHERE support_case.tenant_id = case_search.tenant_id AND support_case.id = case_search.id)"
)


def upgrade() -> None:
    era = sa.Column("era", sa.Integer, nullable=False, server_default="0")
    op.add_column("case_search", era)
    if op.get_bind().dialect.name != "postgresql":
        op.execute(FILL)
        return
    # The policy shows nobody a text that was not looked for: not even its owner, unless let.
    op.execute("ALTER TABLE case_search NO FORCE ROW LEVEL SECURITY")
    op.execute(FILL)
    op.execute("ALTER TABLE case_search FORCE ROW LEVEL SECURITY")
    op.drop_index(INDEX, "case_search")
    # What was written last is read whole for each era, so it must not become long.
    op.execute(
        f"CREATE INDEX {INDEX} ON case_search USING gin (tenant_id, era, {WORDS})"
        " WITH (gin_pending_list_limit = 128)"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index(INDEX, "case_search")
        op.execute(f"CREATE INDEX {INDEX} ON case_search USING gin (tenant_id, {WORDS})")
    op.drop_column("case_search", "era")
