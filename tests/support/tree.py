"""The project's own files, for tests that read the source instead of running it."""

from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("core", "plugins", "fields_config")


@cache
def ignored_folders():
    """The folders that .gitignore names: built or downloaded, not ours."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().strip("/") for line in lines if line.strip().endswith("/"))


def _is_ours(path):
    parts = path.relative_to(ROOT).parts
    folders = {"/".join(parts[:depth]) for depth in range(1, len(parts) + 1)} | set(parts)
    return not folders & (ignored_folders() | {".git"}) and not any(
        part.endswith(".egg-info") for part in parts
    )


def project_files(*patterns, under=("",)):
    """Return the project's files, sorted; read from the disk, as git may not be there."""
    found = {
        path
        for folder in under
        for pattern in patterns or ("*",)
        for path in (ROOT / folder).rglob(pattern)
        if path.is_file() and _is_ours(path)
    }
    return sorted(found)
