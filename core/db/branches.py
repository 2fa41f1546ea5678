"""The revisions in the database: the core's, those of plugins, and those whose code is gone.

A plugin's revisions are read from its folder. Its code is not imported: it may be what fails.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import structlog
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.db.releases import read_branches
from core.errors import VentanillaError
from core.log import describe_error
from core.package_folders import find_folder, folder_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alembic.script import Script
    from sqlalchemy import Connection

log = structlog.get_logger(__name__)

CORE = "core"
# Where the core was before it was written down where each branch is.
LEAST = "core0010"
STAND_IN = '''"""In the place of a revision whose code is not here; it is applied."""

revision = {head!r}
down_revision = None
branch_labels = ({label!r},)
depends_on = {needs!r}


def upgrade() -> None: ...


def downgrade() -> None: ...
'''


@dataclass(slots=True)
class Branches:
    """The revisions that can be read, beside what the database says is applied.

    :ivar labels: the names of the plugins whose revisions can be read
    :ivar unknown: plugin -> the database's revisions of it that the installed code does not know
    :ivar stand_ins: an unknown revision -> the label of the stand-in for it
    """

    config: Config
    script: ScriptDirectory
    labels: list[str]
    present: frozenset[str]
    unknown: dict[str, list[str]] = field(default_factory=dict)
    stand_ins: dict[str, str] = field(default_factory=dict)

    def heads_of(self, label: str) -> list[str]:
        """Return the newest revisions of a branch."""
        return [one.revision for one in self.revisions_of(label) if not one.nextrev]

    def revisions_of(self, label: str) -> list[Script]:
        return [one for one in self.script.walk_revisions() if label in one.branch_labels]

    def missing(self) -> dict[str, list[str]]:
        """Return which revisions of each branch the database lacks, as far as they can be read.

        A branch of which the database holds something newer than the code lacks nothing.
        """
        known = {one.revision: one for one in self.script.walk_revisions()}
        applied = {
            one.revision
            for head in self.present & known.keys()
            for one in self.script.iterate_revisions(head, "base")
        }
        found: dict[str, list[str]] = {}
        for name in sorted(known.keys() - applied):
            label = next(one for one in (CORE, *self.labels) if one in known[name].branch_labels)
            if label not in self.unknown:
                found.setdefault(label, []).append(name)
        return found


def alembic_config(packages: Iterable[str]) -> Config:
    """Return alembic's configuration over the core's and the given packages' revisions."""
    folders = (_versions_of(package) for package in packages)
    return _config([folder for folder in folders if folder is not None])


def _config(folders: Iterable[Path]) -> Config:
    config = Config()
    config.set_main_option("script_location", "core:db/migrations")
    config.set_main_option("path_separator", "newline")
    own = folder_of("core") / "db" / "migrations" / "versions"
    # A "%" in a path would be read as the beginning of a name to fill in.
    locations = "\n".join(str(folder) for folder in (own, *folders)).replace("%", "%%")
    config.set_main_option("version_locations", locations)
    return config


def _versions_of(package: str) -> Path | None:
    place = find_folder(package)
    folder = place / "migrations" / "versions" if place is not None else None
    return folder if folder is not None and folder.is_dir() else None


@contextmanager
def open_branches(connection: Connection, packages: Iterable[str]) -> Iterator[Branches]:
    """Read all revisions, with a stand-in for each that the database has and nobody here knows.

    :param packages: of the plugins, those that can't be imported too
    """
    folders, labels = _read(packages)
    recorded = read_branches(connection)
    present = frozenset(MigrationContext.configure(connection).get_current_heads())
    connection.commit()
    config = _config(folders)
    script = ScriptDirectory.from_config(config)
    known = {one.revision for one in script.walk_revisions()}
    unknown: dict[str, list[str]] = {}
    for head in sorted(present - known):
        name = recorded.get(head) or branch_of(head, labels)
        unknown.setdefault(name, []).append(head)
    with TemporaryDirectory(prefix="ventanilla-revisions-") as scratch:
        heads = [head for found in unknown.values() for head in found]
        stand_ins = {head: f"stand_in_{number}" for number, head in enumerate(heads)}
        needs = _eaten(present & known, recorded) if heads else ()
        for head, label in stand_ins.items():
            text = STAND_IN.format(head=head, label=label, needs=needs)
            (Path(scratch) / f"{label}.py").write_text(text, encoding="utf-8")
        if heads:
            config = _config([*folders, Path(scratch)])
            script = ScriptDirectory.from_config(config)
        yield Branches(config, script, labels, present, unknown, stand_ins)


def _eaten(present: Iterable[str], recorded: dict[str, str]) -> tuple[str, ...]:
    """Return which revision of the core is applied without being said.

    Alembic does not note a revision on which another one depends: the later implies it. If the
    later's code is gone, nothing says so any more but what we recorded ourselves.
    """
    if any(branch_of(one) == CORE for one in present):
        return ()
    return tuple(head for head, name in recorded.items() if name == CORE) or (LEAST,)


def _read(packages: Iterable[str]) -> tuple[list[Path], list[str]]:
    """Return the folders of revisions that can be read together, and their branches' names."""
    folders: list[Path] = []
    labels: list[str] = []
    for package in packages:
        folder = _versions_of(package)
        if folder is None or folder in folders:
            continue
        try:
            label = _label_in([*folders, folder], labels)
        except (Exception, SystemExit) as error:  # noqa: BLE001  # a plugin's revision may raise anything
            log.warning("migrations_unreadable", package=package, reason=describe_error(error))
            continue
        if label:
            folders.append(folder)
            labels.append(label)
    return folders, labels


def _label_in(folders: list[Path], taken: list[str]) -> str:
    """Return the name of the branch in the last folder; empty if there is no revision.

    :raises VentanillaError: they are not one plugin's
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # a revision that is there twice
        script = ScriptDirectory.from_config(_config(folders))
        own = [one for one in script.walk_revisions() if Path(one.path).parent == folders[-1]]
    if not own:
        return ""
    labels = _labels_of(own) - {CORE, *taken}
    for label in labels:
        if all(one.revision.startswith(label) for one in own):
            return label
    raise VentanillaError("its revisions are on no branch of the plugin's own")


def _labels_of(revisions: list[Script]) -> set[str]:
    """Return the labels that all of them have."""
    return set.intersection(*(set(one.branch_labels) for one in revisions))


def branch_of(revision: str, known: Iterable[str] = ()) -> str:
    """Return what all revisions of one branch begin with: ``core`` of ``core0005``."""
    fitting = [name for name in known if revision.startswith(name)]
    return max(fitting, key=len) if fitting else revision.rstrip("0123456789")
