"""The activity log of one contact: read by key, on a page, and as a file.

What is recorded, and in which words, is in :mod:`core.plugin.api`: ``record_activity`` and
:class:`core.plugin.contributions.ActivityKind`.
"""

from core.activity_log.groups import (
    GROUPS,
    list_groups,
)
from core.activity_log.pages import (
    ActivityLog,
    export_activity_log,
    show_activity_log,
)
from core.activity_log.services import (
    count_contact_activity,
    find_page,
    list_contact_activity,
    note_export,
)

__all__ = [
    "GROUPS",
    "ActivityLog",
    "count_contact_activity",
    "export_activity_log",
    "find_page",
    "list_contact_activity",
    "list_groups",
    "note_export",
    "show_activity_log",
]
