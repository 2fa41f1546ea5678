"""Row-level security for migrations: the net below the session's own guard (PostgreSQL)."""

from alembic import op

# Compared as what it is, so that the planner knows how many rows it leaves: were it guessed, lists
# would be read whole and sorted instead of being read off their index. Nothing named shows nothing.
OF_THE_TENANT = (
    "(current_setting('ventanilla.tenant', true) = '*' OR tenant_id"
    " = NULLIF(NULLIF(current_setting('ventanilla.tenant', true), '*'), '')::uuid)"
)

# The tables that this process was asked to protect; SQLite, which has no such thing, can't tell.
protected: set[str] = set()


def protect(*tables: str) -> None:
    """Let a transaction see and write only the rows of the tenant that it named.

    ``FORCE`` holds for the tables' owner too, so one database role is enough; a superuser is
    never held, and ``ventanilla doctor`` says so.
    """
    protected.update(tables)
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY tenant ON {table} USING {OF_THE_TENANT} WITH CHECK {OF_THE_TENANT}"
        )
