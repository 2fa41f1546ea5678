"""Seals: what shows that a row of the record is as the program wrote it, and that none is missing.

A row bears a signature of all that it says, made under the installation's secret. Once a day a
signed line says how many rows a span of time has. Writers wait for nobody: each seals its own row,
and a span is counted when nothing is written into it any more. See ADR 26.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core.signing import is_signed, sign

if TYPE_CHECKING:
    from uuid import UUID

    from core.activity.models import Activity, ActivitySeal
    from core.settings.environment import Settings

LENGTH = 16  # bytes
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # since when the first span lasts


def seal_activity(settings: Settings, row: Activity) -> bytes:
    """Return the seal of a row that is about to be written."""
    return sign(settings, _said(row), _purpose("activity", row.tenant_id), LENGTH)


def is_genuine(settings: Settings, row: Activity) -> bool:
    """Whether a row is as the program wrote it.

    :param row: an activity, or a line of a result that has all its columns
    """
    purpose = _purpose("activity", row.tenant_id)
    return row.seal is not None and is_signed(settings, _said(row), purpose, row.seal)


def seal_span(settings: Settings, span: ActivitySeal) -> bytes:
    """Return the seal of a span of time and its number of rows."""
    return sign(settings, _counted(span), _purpose("activity count", span.tenant_id), LENGTH)


def is_genuine_span(settings: Settings, span: ActivitySeal) -> bool:
    """Whether the program has counted that."""
    purpose = _purpose("activity count", span.tenant_id)
    return is_signed(settings, _counted(span), purpose, span.seal)


def _purpose(what: str, tenant_id: UUID) -> str:
    return f"{what} {tenant_id}"


def _said(row: Activity) -> bytes:
    """Return all that a row says, as it reads after either database has stored it."""
    # The parts of the data that JSON does not know come back as what it makes of them.
    data = json.loads(json.dumps(row.data))
    ids = (row.id, row.actor_id, row.impersonator_id, row.contact_id, row.case_id)
    words = (row.kind, row.actor_kind, row.actor_name, row.request_id)
    said = [*map(_as_text, ids), row.at.astimezone(UTC).isoformat(), *words, _plain(data)]
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _counted(span: ActivitySeal) -> bytes:
    since, until = (moment.astimezone(UTC).isoformat() for moment in (span.since, span.until))
    return f"{since} {until} {span.count}".encode()


def _as_text(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _plain(value: Any) -> Any:
    """Return numbers in one way of writing: PostgreSQL stores 1e3 as 1000."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
