"""The Date header (RFC 5322, section 3.3) in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 100


def parse_date(value: str) -> datetime | None:
    """Return the moment in UTC, or None if the text names none."""
    try:
        moment = parsedate_to_datetime(value[:_LONGEST])
        # "-0000" says that the zone is unknown, and the time is UTC.
        aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return aware.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
