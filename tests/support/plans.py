"""How the database would answer: which index serves a statement."""

import pytest
from sqlalchemy import text


@pytest.fixture
def plan_of(scope):
    """How the database would answer a statement."""

    def plan(query, explain="EXPLAIN"):
        session = scope.session
        if session.get_bind().dialect.name != "postgresql":
            explain = "EXPLAIN QUERY PLAN"
        else:
            # So small a table is best read whole; we ask whether the index could serve.
            session.execute(text("SET LOCAL enable_seqscan = off"))
        compiled = query.compile(session.connection(), compile_kwargs={"literal_binds": True})
        rows = session.connection().exec_driver_sql(f"{explain} {compiled}".replace("%", "%%"))
        return "\n".join(str(row[-1]) for row in rows)

    return plan
