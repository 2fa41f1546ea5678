"""The jobs of files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core.files.cleaning import remove_expired, remove_orphans
from core.jobs.registry import actor
from core.jobs.schedule import every

if TYPE_CHECKING:
    from core.scope import Scope

CLEAN = "files.clean"


@actor(name=CLEAN)
def clean(scope: Scope) -> None:
    """Remove uploads that nobody claimed, and then contents that nothing refers to."""
    remove_expired(scope)
    remove_orphans(scope)


every(timedelta(days=1), CLEAN, plugin="core")
