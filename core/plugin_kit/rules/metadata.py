"""What a plugin says of itself, and what its distribution says of it."""

from __future__ import annotations

import ast
import configparser
from collections.abc import Iterator
from typing import TYPE_CHECKING

from translationstring import TranslationString

from core.jobs.registry import list_actors
from core.package_folders import folder_of
from core.plugin import ENTRY_POINTS
from core.plugin_kit.subject import Finding
from core.web.widgets.builder import WIDGETS
from fields_config.field_type import FieldWidget

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
    yield from _check_kinds(subject)
    for job in list_actors():
        if _is_in(job.origin, manifest.package) and not job.name.startswith(f"{subject.name}."):
            yield Finding("job-name", f"Its job '{job.name}' must begin '{subject.name}.'.")
    yield from _check_jobs(subject)


def _check_jobs(subject: Subject) -> Iterator[Finding]:
    """See that the jobs that are asked for are there, as far as the code names them in place."""
    known = {job.name for job in list_actors()}
    asked = {
        (job, subject.named(path))
        for path in subject.files("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for job in _jobs_asked(node)
    }
    for job, where in sorted(asked):
        if job.startswith(f"{subject.name}.") and job not in known:
            yield Finding("job-unknown", f"{where} asks for the job '{job}', which is not there.")


def _jobs_asked(call: ast.Call) -> list[str]:
    """Return what ``scope.enqueue("…")`` and ``every(…, "…")`` name."""
    called = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    called = call.func.id if isinstance(call.func, ast.Name) else called
    place = {"enqueue": 0, "every": 1}.get(called, len(call.args))
    named = call.args[place : place + 1]
    return [str(one.value) for one in named if isinstance(one, ast.Constant)]


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
    lines = config.get("options.entry_points", ENTRY_POINTS, fallback="").splitlines()
    entries = {name.strip(): what.strip() for name, _, what in (ln.partition("=") for ln in lines)}
    module = subject.module.__name__
    if entries.get(subject.name) != module:
        yield Finding(
            "metadata",
            f"Its setup.cfg must have the entry point '{subject.name} = {module}'"
            f" under {ENTRY_POINTS}.",
        )


def _check_settings(subject: Subject) -> Iterator[Finding]:
    schema = subject.manifest.settings_schema
    if schema is None:
        return
    for node in schema().children:
        if node.required:
            yield Finding("settings", f"Its setting '{node.name}' has no default (missing=...).")
        named = getattr(node, "widget_name", None)
        if named is not None and named not in WIDGETS:
            yield Finding(
                "widget-unknown", f"Its setting '{node.name}' names no widget: '{named}'."
            )


def _check_widget(subject: Subject, name: str, widget: FieldWidget) -> Iterator[Finding]:
    folder = folder_of(subject.manifest.package)
    paths = [("templates", widget.template)]
    paths += [("static", path) for path in (*widget.scripts, *widget.styles)]
    for place, path in paths:
        if not (folder / place / path.partition("/")[2]).is_file():
            yield Finding(
                "widget-unknown", f"The widget of its type '{name}' lacks '{path}' in {place}/."
            )


def _check_kinds(subject: Subject) -> Iterator[Finding]:
    register = getattr(subject.module, "register_field_types", None)
    for kind in register() if register is not None else ():
        if isinstance(kind.widget, FieldWidget):
            yield from _check_widget(subject, kind.name, kind.widget)
        elif kind.widget not in WIDGETS:
            yield Finding(
                "widget-unknown",
                f"Its type '{kind.name}' names no widget: '{kind.widget}'.",
            )
