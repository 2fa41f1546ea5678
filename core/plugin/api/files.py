"""Files that programs take in, for a case or a message that they file, and that plugins keep.

What is staged belongs to its owner, and waits a day for a service to claim it: ``add_note``,
``attach_file`` and ``create_case`` claim what belongs to the scope's actor, ``owner_of(actor)``.
"""

from core.files.services import (
    keep_file,
    limits_of,
    limits_of_mail,
    open_upload,
    owner_of,
    stage_upload,
)

__all__ = [
    "keep_file",
    "limits_of",
    "limits_of_mail",
    "open_upload",
    "owner_of",
    "stage_upload",
]
