"""A backup's manifest: when it was made."""

import json
from datetime import datetime
from pathlib import Path

MANIFEST = "manifest.json"


def last_backup(folder: Path) -> datetime | None:
    """Return when the state in a backup's folder was made, if it is a whole one."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        return datetime.fromisoformat(manifest["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
