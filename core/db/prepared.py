"""Frequent queries, built once.

SQLAlchemy takes several times as long to build a statement and to recognise it as to execute it. A
prepared query is built when it is first asked, and from then on only given its values.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, Table, bindparam
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.selectable import Alias, Join

from core.db.guard import TENANT, TRUSTED
from core.errors import TenantGuardError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Result
    from sqlalchemy.orm import Session


class PreparedQuery:
    """A SELECT that is made once and then asked with different values.

    What changes from one time to the next is a ``bindparam``. The tenant is none of them: it is
    added here. Every further table with tenants' rows must be compared by its ``tenant_id``.
    Whoever asks for columns takes them of the tables themselves (``Case.__table__.c``), which is
    the quickest; whoever asks for mapped rows gets them from the session, as ever.

    :param make: returns the SELECT
    """

    def __init__(self, make: Callable[[], Select[Any]]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __call__(self, session: Session, **values: Any) -> Result[Any]:
        """Ask in a session that belongs to a tenant.

        :raises TenantGuardError: it belongs to none, or the query would look at others' rows
        """
        tenant_id = session.info.get(TENANT)
        if not isinstance(tenant_id, UUID):
            raise TenantGuardError("a prepared query, in a session without a tenant")
        values[TENANT] = tenant_id
        if self._gives_mapped_rows:
            return session.execute(self._query, values)
        if session.autoflush:
            session.flush()  # what was added until now is there to be found
        return session.connection().execute(self._query, values)

    @cached_property
    def _query(self) -> Select[Any]:
        query = self._make()
        tenant: BindParameter[UUID] = bindparam(TENANT)
        for element in query.get_final_froms():
            leading: Any = element
            while isinstance(leading, Join):
                leading = leading.left
            query = query.where(leading.c.tenant_id == tenant)
        _require_comparison(query)
        return query.execution_options(**{TRUSTED: True})

    @cached_property
    def _gives_mapped_rows(self) -> bool:
        columns = self._query.column_descriptions
        return any("entity" in one and one["expr"] is one["entity"] for one in columns)


def _is_of_tenants(element: Any) -> bool:
    return isinstance(element, Table | Alias) and "tenant_id" in element.c


def _require_comparison(query: Select[Any]) -> None:
    """Refuse a query with a table whose rows could be another tenant's."""
    tables: set[Any] = set()
    compared: set[Any] = set()
    for element in visitors.iterate(query):
        if _is_of_tenants(element):
            tables.add(element)
        if isinstance(element, BinaryExpression) and element.operator is operators.eq:
            sides = (element.left, element.right)
            compared |= {one.table for one in sides if getattr(one, "name", "") == "tenant_id"}
    aliased = {one.element for one in tables if isinstance(one, Alias)}
    unguarded = [one.name for one in tables - compared - aliased]
    if unguarded:
        raise TenantGuardError(f"not compared by tenant_id: {', '.join(sorted(unguarded))}")
