"""The job of drafts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.drafts.models import WrittenDraft
from core.drafts.services import is_expired, remove_expired
from core.jobs.registry import actor
from core.jobs.schedule import every

if TYPE_CHECKING:
    from core.scope import Scope

CLEAN = "drafts.clean"


@actor(name=CLEAN)
def clean(scope: Scope) -> None:
    """Remove drafts that nobody came back for."""
    remove_expired(scope)


every(timedelta(days=1), CLEAN, plugin="core", where=lambda now: [(WrittenDraft, is_expired(now))])
