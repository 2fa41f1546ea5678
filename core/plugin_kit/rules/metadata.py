"""What a plugin says of itself, and what its distribution says of it."""

from __future__ import annotations

import configparser
from collections.abc import Iterator
from typing import TYPE_CHECKING

from translationstring import TranslationString

from core.jobs.registry import list_actors
from core.plugin import ENTRY_POINTS
from core.plugin_kit.subject import Finding

if TYPE_CHECKING:
    from core.plugin_kit.subject import Subject


def check_metadata(subject: Subject) -> Iterator[Finding]:
    """Titles that can be translated, a distribution that can be found, names with its prefix."""
    manifest = subject.manifest
    words = {"title": manifest.title, "description": manifest.description}
    words |= {f"permission {one.name}": one.title for one in manifest.permissions}
    for what, text in words.items():
        # A module of one file has no place for catalogues, and is for trying out.
        if text and not isinstance(text, TranslationString) and not subject.is_one_file:
            yield Finding("title", f"Its {what} '{text}' can't be translated: wrap it in _().")
    yield from _check_project(subject)
    yield from _check_settings(subject)
    for job in list_actors():
        if _is_in(job.origin, manifest.package) and not job.name.startswith(f"{subject.name}."):
            yield Finding("job-name", f"Its job '{job.name}' must begin '{subject.name}.'.")


def _is_in(origin: str, package: str) -> bool:
    return origin.startswith(f"{package}.")


def _check_project(subject: Subject) -> Iterator[Finding]:
    project = subject.place.project
    if project is None or not (project / "setup.cfg").is_file():
        return
    config = configparser.ConfigParser()
    config.read(project / "setup.cfg", encoding="utf-8")
    wanted = f"ventanilla-{subject.name.replace('_', '-')}"
    called = config.get("metadata", "name", fallback="")
    if called != wanted:
        yield Finding("metadata", f"Its distribution is called '{called}' and not '{wanted}'.")
    if not config.get("metadata", "license", fallback=""):
        yield Finding("metadata", "Its setup.cfg names no licence.")
    entries = config.get("options.entry_points", ENTRY_POINTS, fallback="")
    if f"{subject.name} =" not in entries:
        yield Finding(
            "metadata", f"Its setup.cfg has no entry point '{subject.name}' in {ENTRY_POINTS}."
        )


def _check_settings(subject: Subject) -> Iterator[Finding]:
    schema = subject.manifest.settings_schema
    if schema is None:
        return
    for node in schema().children:
        if node.required:
            yield Finding("settings", f"Its setting '{node.name}' has no default (missing=...).")
