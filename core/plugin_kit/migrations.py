"""Writing a migration for a plugin: what its models have that its migrations do not make yet."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from alembic import command
from alembic.operations.ops import CreateTableOp
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from core.db import migrate
from core.db.base import Json, UtcDateTime
from core.db.releases import RELEASES
from core.db.session import make_engine
from core.errors import VentanillaError
from core.features import FEATURES
from core.log import describe_error, place_of
from core.plugin.loading import import_conventions
from core.plugin_kit.rules.tables import tables_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from core.plugin_kit.subject import Subject

NUMBER = re.compile(r"(\d{4})\Z")


def write_migration(subject: Subject, message: str, *, is_empty: bool) -> Path:
    """Write the next revision of a plugin; return its file.

    :param message: what it does, in a few words
    :param is_empty: leave it to be filled in by hand
    :raises VentanillaError: it can't be, or there is nothing to do
    """
    if subject.is_one_file:
        raise VentanillaError("A plugin of one file has no place for tables; make it a package.")
    package, folder = subject.manifest.package, subject.folder / "migrations" / "versions"
    for part in (*FEATURES, package):  # what is compared are the tables that are known by then
        import_conventions(part)
    folder.mkdir(parents=True, exist_ok=True)
    _require_readable(package)
    with TemporaryDirectory(prefix="plugin-migration-") as scratch:
        engine = make_engine(f"sqlite:///{Path(scratch) / 'scratch.db'}")
        try:
            for error in migrate.upgrade(engine, [package]):
                raise error
            return _write(subject, engine, folder, message, is_empty=is_empty)
        except CommandError as error:
            raise VentanillaError(f"Alembic says: {error}.") from error
        finally:
            engine.dispose()


def _require_readable(package: str) -> None:
    try:
        list(ScriptDirectory.from_config(migrate.alembic_config([package])).walk_revisions())
    except Exception as error:
        raise VentanillaError(
            f"Its migrations can't be read: {describe_error(error)}{place_of(error)}."
        ) from error


def _write(subject: Subject, engine: Engine, folder: Path, message: str, *, is_empty: bool) -> Path:
    config = migrate.alembic_config([subject.manifest.package])
    config.cmd_opts = Namespace(quiet=True)
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    own = set(tables_of(subject))
    made: list[str] = []

    def is_ours(item: Any, name: str | None, kind: str, *_more: Any) -> bool:
        return (name if kind == "table" else item.table.name) in own

    def look(_context: Any, _revision: Any, directives: list[Any]) -> None:
        (script,) = directives
        if not is_empty and script.upgrade_ops.is_empty():
            directives.clear()
            return
        made.extend(op.table_name for op in script.upgrade_ops.ops if isinstance(op, CreateTableOp))

    first = not any(folder.glob("*.py"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        config.attributes["writing"] = {
            "include_object": is_ours,
            "render_item": _render,
            "process_revision_directives": look,
        }
        script = command.revision(
            config,
            message,
            autogenerate=not is_empty,
            head="base" if first else f"{subject.name}@head",
            branch_label=subject.name if first else None,
            depends_on=RELEASES[-1][-1] if first else None,
            version_path=str(folder),
            rev_id=f"{subject.name}{_next_number(folder):04}",
        )
    if not script or isinstance(script, list):
        raise VentanillaError(
            "Its migrations make what its models say: there is nothing to write."
            " --empty makes one to be filled in."
        )
    path = Path(script.path)
    text = path.read_text(encoding="utf-8")
    path.write_text(_finished(text, made), encoding="utf-8")
    return path


def _next_number(folder: Path) -> int:
    stems = (path.stem.partition("_")[0] for path in folder.glob("*.py"))
    # The name of a plugin may hold "_", so the number is looked for in the whole name, too.
    found = [NUMBER.search(stem) for stem in stems]
    whole = [re.search(r"(\d{4})(?:_|\Z)", path.stem) for path in folder.glob("*.py")]
    return max((int(one[1]) for one in (*found, *whole) if one), default=0) + 1


def _render(kind: str, item: Any, context: Any) -> str | Literal[False]:
    """Write our own types as what they are in the database."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if item is Json or (isinstance(item, sa.JSON) and item._variant_mapping):  # noqa: SLF001  # nothing public tells
        context.imports.add("from core.plugin.api import Json")
        return "Json"
    return False


def _finished(text: str, made: list[str]) -> str:
    """Add what alembic does not know, and take out what it says to itself."""
    text = re.sub(r"^ *# ### .*###\n", "", text, flags=re.MULTILINE)
    if made:
        after = "from alembic import op\n"
        text = text.replace(after, f"{after}from core.plugin.api import protect\n", 1)
    lines = "".join(f'    protect("{name}")\n' for name in made)
    text = re.sub(r"^depends_on = ('core\d+')$", r"depends_on = (\1,)", text, flags=re.MULTILINE)
    return re.sub(r"\n+\n\ndef downgrade", f"\n{lines}\n\ndef downgrade", text, count=1)
