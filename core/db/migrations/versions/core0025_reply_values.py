"""Rename what happens to a reply to a closed case: ``REABRIR`` is ``reopen``, and so on.

The settings in force and those that an undo puts back are rewritten. A change that replaced other
parts of the configuration as well (an import) can't be undone any more where the settings changed
here: its mark covers parts that only the code of its release can read.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

from core.db.base import Json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

revision = "core0025"
down_revision = "core0024"
branch_labels = None
depends_on = None

SECTION, NAME = "cases", "reply_to_closed"
NEW = {"REABRIR": "reopen", "CREAR_NUEVO": "new_case", "NO_ACTUALIZAR": "no_update"}
OLD = {new: old for old, new in NEW.items()}

tenant = sa.table("tenant", sa.column("id", sa.Uuid), sa.column("version", sa.Integer))
document = sa.table(
    "tenant_document",
    sa.column("tenant_id", sa.Uuid),
    sa.column("kind", sa.String),
    sa.column("body", Json),
)
step = sa.table(
    "undo_step",
    sa.column("tenant_id", sa.Uuid),
    sa.column("id", sa.Uuid),
    sa.column("parts", Json),
    sa.column("after", sa.String),
    sa.column("undone_at", sa.DateTime(timezone=True)),
)
DOCUMENTS = {"plugins", "settings", "secrets", "wording"}


def upgrade() -> None:
    _rename(NEW)


def downgrade() -> None:
    _rename(OLD)


def _rename(names: Mapping[str, str]) -> None:
    bind = op.get_bind()
    for tenant_id in bind.scalars(sa.select(tenant.c.id)).all():
        _rename_of(bind, tenant_id, names)


def _rename_of(bind: sa.Connection, tenant_id: UUID, names: Mapping[str, str]) -> None:
    rows = bind.execute(
        sa.select(document.c.kind, document.c.body).where(document.c.tenant_id == tenant_id)
    )
    before = {row.kind: row.body for row in rows}
    after = {**before, "settings": _renamed(before.get("settings"), names)}
    if after["settings"] != before.get("settings"):
        bind.execute(
            sa.update(document)
            .where(document.c.tenant_id == tenant_id, document.c.kind == "settings")
            .values(body=after["settings"])
        )
        bind.execute(
            sa.update(tenant).where(tenant.c.id == tenant_id).values(version=tenant.c.version + 1)
        )
    steps = bind.execute(
        sa.select(step).where(step.c.tenant_id == tenant_id, step.c.undone_at.is_(None))
    ).all()
    for row in steps:
        if "settings" in row.parts:
            values: dict[str, Any] = {
                "parts": {**row.parts, "settings": _renamed(row.parts["settings"], names)}
            }
            if row.parts.keys() <= DOCUMENTS and row.after == _mark(before, row.parts):
                values["after"] = _mark(after, row.parts)
            bind.execute(
                sa.update(step)
                .where(step.c.tenant_id == tenant_id, step.c.id == row.id)
                .values(values)
            )


def _renamed(settings: Any, names: Mapping[str, str]) -> Any:
    """Return a document of settings with the value renamed, if it holds it."""
    chosen: Any = ((settings or {}).get(SECTION) or {}).get(NAME)
    if chosen not in names:
        return settings
    return {**settings, SECTION: {**settings[SECTION], NAME: names[chosen]}}


def _mark(documents: Mapping[str, Any], parts: Iterable[str]) -> str:
    """Return the mark of what is in force, as an undo compares it."""
    now = {part: documents.get(part) for part in parts}
    return hashlib.sha256(json.dumps(now, sort_keys=True).encode()).hexdigest()
