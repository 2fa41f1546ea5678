"""What the record needs daily: its new rows counted, and what was kept for its time removed."""

from datetime import datetime, timedelta

from core.activity.counting import count_span
from core.activity.models import Activity
from core.activity_log.retention import oldest_kept, remove_outlived
from core.db.base import first_id_at
from core.jobs import Rows, actor, every
from core.scope import Scope

LIVELY = timedelta(days=7)  # a tenant where nothing happens needs no counts


def uncounted(now: datetime) -> list[Rows]:
    """Say who has something to count."""
    return [(Activity, Activity.id >= first_id_at(now - LIVELY))]


def outlived(now: datetime) -> list[Rows]:
    """Say who may have something that goes."""
    return [(Activity, Activity.id < first_id_at(oldest_kept(now)))]


@actor(name="activity_log.count")
def count_activity(scope: Scope) -> None:
    count_span(scope)


@actor(name="activity_log.remove_outlived")
def remove(scope: Scope) -> None:
    remove_outlived(scope)


every(timedelta(days=1), "activity_log.count", plugin="core", where=uncounted)
every(timedelta(days=1), "activity_log.remove_outlived", plugin="core", where=outlived)
