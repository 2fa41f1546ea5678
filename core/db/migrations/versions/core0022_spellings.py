"""Find "Müller" by "Mueller" and "AB 1234" by "AB1234", and begin with the rarest of six words.

The jobs ``identity.index_people`` and ``cases.index_old_cases`` write anew what is looked into,
tenant by tenant, while the pages are used.
"""

from alembic import op

from core.db.migrations.jobs import ask_each_tenant

revision = "core0022"
down_revision = "core0017"
branch_labels = None
depends_on = None

TABLES = ("case_search", "case_staff_search")
MINE = "tenant_id = NULLIF(NULLIF(current_setting('ventanilla.tenant', true), '*'), '')::uuid"
SETTING = "current_setting('ventanilla.search', true)"
FIRST = f"text LIKE split_part({SETTING}, E'\\n', 1)"
# The release before names one word: then any will do for the others.
OTHERS = " AND ".join(
    f"text LIKE coalesce(nullif(split_part({SETTING}, E'\\n', {number}), ''), '%')"
    for number in range(2, 7)
)


def upgrade() -> None:
    _let_find(f"{MINE} AND {FIRST} AND {OTHERS}")
    ask_each_tenant("identity.index_people")


def _let_find(rule: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER POLICY found ON {table} USING ({rule})")


def downgrade() -> None:
    _let_find(f"{MINE} AND text LIKE {SETTING}")
