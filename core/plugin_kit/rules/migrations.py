"""A plugin's migrations: a branch of its own, there and back, to the tables that its models say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from core.db import migrate
from core.db.base import Model
from core.db.migrations import rls
from core.db.session import make_engine
from core.plugin_kit.rules.tables import tables_of
from core.plugin_kit.subject import Finding

if TYPE_CHECKING:
    from alembic.script import Script
    from sqlalchemy import Engine

    from core.plugin_kit.subject import Subject

BASE = "core"


def check_migrations(subject: Subject, scratch_url: str) -> Iterator[Finding]:
    """Run them on an empty database, forward, back and forward again.

    :param scratch_url: an SQLite database that nobody needs
    """
    folder = subject.folder / "migrations" / "versions"
    revisions = sorted(folder.glob("*.py")) if folder.is_dir() else []
    tables = tables_of(subject)
    if not revisions:
        if tables:
            yield Finding("migration-missing", f"Nothing creates its table '{tables[0]}'.")
        return
    package = subject.manifest.package
    try:
        script = ScriptDirectory.from_config(migrate.alembic_config([package]))
        first = [one for one in script.walk_revisions() if one.path in map(str, revisions)][-1]
    except Exception as error:  # noqa: BLE001  # alembic reads the plugin's modules
        yield Finding("migration-branch", f"Its revisions can't be read: {error}")
        return
    wrong = list(_check_root(subject, first))
    yield from wrong
    if not wrong:
        engine = make_engine(scratch_url)
        yield from _run(subject, engine, tables)
        engine.dispose()


def _check_root(subject: Subject, first: Script) -> Iterator[Finding]:
    if first.down_revision is not None or subject.name not in first.branch_labels:
        yield Finding(
            "migration-branch",
            f"Its first revision '{first.revision}' must begin a branch of its own:"
            f' down_revision = None, branch_labels = ("{subject.name}",).',
        )
    needs = first.dependencies or ()
    names = (needs,) if isinstance(needs, str) else tuple(needs)
    if not any(name.startswith(BASE) for name in names):
        yield Finding(
            "migration-base",
            f"Its first revision '{first.revision}' must say which of the core's it stands on:"
            ' depends_on = ("core0005",).',
        )


def _run(subject: Subject, engine: Engine, tables: list[str]) -> Iterator[Finding]:
    package, name = subject.manifest.package, subject.name
    rls.protected.clear()
    failed = migrate.upgrade(engine, [package])
    if failed:
        yield Finding("migration-upgrade", f"It can't be installed: {failed[0].detail}")
        return
    yield from _compare(engine, tables)
    created = set(tables) & set(inspect(engine).get_table_names())
    for table in sorted(created - rls.protected):
        yield Finding(
            "migration-protection",
            f"No migration calls protect('{table}'): PostgreSQL would not keep tenants apart.",
        )
    try:
        migrate.downgrade(engine, name, [package])
    except Exception as error:  # noqa: BLE001  # the same
        yield Finding("migration-downgrade", f"Its migrations can't go back: {_first_line(error)}")
        return
    left = sorted(t for t in inspect(engine).get_table_names() if t.startswith(f"{name}_"))
    if left:
        yield Finding("migration-downgrade", f"Going back leaves the table '{left[0]}' behind.")
        return
    for wrong in migrate.upgrade(engine, [package]):
        yield Finding("migration-downgrade", f"Forward again after going back: {wrong.detail}")


def _compare(engine: Engine, tables: list[str]) -> Iterator[Finding]:
    present = inspect(engine)
    for name in tables:
        if not present.has_table(name):
            yield Finding("migration-missing", f"Nothing creates its table '{name}'.")
            continue
        made = {column["name"] for column in present.get_columns(name)}
        wanted = {column.name for column in Model.metadata.tables[name].columns}
        if made != wanted:
            odd = ", ".join(sorted(made ^ wanted))
            yield Finding(
                "migration-columns",
                f"Model and migrations differ in the table '{name}': {odd}.",
            )


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"
