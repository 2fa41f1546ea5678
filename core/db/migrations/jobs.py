"""Jobs that a migration leaves to the workers: what takes long is done while the pages are used."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from core.db.base import Json, new_id

BATCH = 1000


def ask_each_tenant(actor: str) -> None:
    """Ask for a job of each tenant. The release before must not know one of that name."""
    outbox = sa.table(
        "outbox",
        sa.column("id", sa.Uuid),
        sa.column("tenant_id", sa.Uuid),
        sa.column("actor", sa.String),
        sa.column("args", Json),
        sa.column("locale", sa.String),
        sa.column("due_at", sa.DateTime(timezone=True)),
        sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("attempts", sa.Integer),
    )
    tenant = sa.table("tenant", sa.column("id", sa.Uuid))
    now = datetime.now(UTC)
    ids = op.get_bind().scalars(sa.select(tenant.c.id).order_by(tenant.c.id)).all()
    for begin in range(0, len(ids), BATCH):
        op.bulk_insert(
            outbox,
            [
                {
                    "id": new_id(),
                    "tenant_id": id_,
                    "actor": actor,
                    "args": [],
                    "locale": "",
                    "due_at": now,
                    "created_at": now,
                    "attempts": 0,
                }
                for id_ in ids[begin : begin + BATCH]
            ],
        )
