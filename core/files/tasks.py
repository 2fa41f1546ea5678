"""The jobs of files."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import true

from core.blobs import open_store
from core.files.cleaning import ORPHANED_FOR, is_expired, remove_expired, remove_orphans
from core.files.models import FileUpload
from core.jobs.registry import actor, bare_actor
from core.jobs.schedule import every

if TYPE_CHECKING:
    from core.jobs import Job
    from core.scope import Scope

CLEAN = "files.clean"
ORPHANS = "files.remove_orphans"
SWEEP = "files.sweep_incoming"


@actor(name=CLEAN)
def clean(scope: Scope) -> None:
    """Remove uploads that nobody claimed."""
    remove_expired(scope)


@actor(name=ORPHANS)
def find_and_remove_orphans(scope: Scope) -> None:
    """Remove contents that nothing refers to."""
    remove_orphans(scope)


@bare_actor(name=SWEEP)
def sweep_incoming(job: Job) -> None:
    """Remove what a process that died has left half written."""
    store = open_store(job.platform.settings.blob_url)
    store.sweep_incoming(job.platform.clock() - ORPHANED_FOR)
    with job.complete_everywhere():
        pass


every(timedelta(days=1), CLEAN, plugin="core", where=lambda now: [(FileUpload, is_expired(now))])
every(timedelta(days=7), ORPHANS, plugin="core", where=lambda _now: [(FileUpload, true())])
every(timedelta(days=1), SWEEP)
