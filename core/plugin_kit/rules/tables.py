"""A plugin's tables: each row is some tenant's, and reaches no other tenant's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint

from core.db.base import Model
from core.plugin.conventions import models_of
from core.plugin_kit.subject import Finding

if TYPE_CHECKING:
    from core.plugin_kit.subject import Subject

OWNER = "tenant_id"


def tables_of(subject: Subject) -> list[str]:
    """Return the names of the plugin's tables, sorted."""
    return sorted(model.__tablename__ for model in models_of(subject.manifest.package))


def check_tables(subject: Subject) -> Iterator[Finding]:
    """Every table has the tenant in its key, and refers and is unique within it.

    Whose it is and what it is called has been looked at when the plugin was loaded.
    """
    for name in tables_of(subject):
        table: Table = Model.metadata.tables[name]
        if [column.name for column in table.primary_key.columns] != [OWNER, "id"]:
            yield Finding("table-key", f"The key of its table '{name}' must be ({OWNER}, id).")
        else:
            yield from _check_columns_lead(table)


def _check_columns_lead(table: Table) -> Iterator[Finding]:
    """See that what is unique or referred to is so within one tenant."""
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        if isinstance(constraint, ForeignKeyConstraint):
            first = next(iter(constraint.columns)).name
            target = constraint.elements[0].target_fullname
            if target.partition(".")[0] not in Model.metadata.tables:
                yield Finding(
                    "table-reference",
                    f"Its table '{table.name}' refers to '{target}', which nobody has.",
                )
            elif constraint.referred_table.name != "tenant" and first != OWNER:
                yield Finding(
                    "table-reference",
                    f"Its table '{table.name}' refers to '{constraint.referred_table.name}'"
                    f" without the tenant: lead with {OWNER}.",
                )
        elif isinstance(constraint, UniqueConstraint):
            first = next(iter(constraint.columns)).name
            if first != OWNER:
                yield Finding(
                    "table-unique",
                    f"What its table '{table.name}' holds unique must lead with {OWNER}, or one"
                    " organisation learns of another's rows.",
                )
