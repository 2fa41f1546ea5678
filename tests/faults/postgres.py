"""A PostgreSQL of our own, because these tests stop and kill it."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text

from tests.faults.installation import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DATABASE = "ventanilla"


def find_programs() -> Path | None:
    """Return where ``initdb`` and ``pg_ctl`` are, the newest version's."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return installed[-1].parent if installed else Path(on_path).parent if on_path else None


class Cluster:
    """Lives in a folder, and really writes: what it has acknowledged it must still know."""

    def __init__(self, folder: Path) -> None:
        programs = find_programs()
        assert programs, "initdb is needed. On Debian, as root: apt-get install postgresql"
        self._programs = programs
        self._folder = folder
        self.port = free_port()
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()
        with self._admin("postgres") as run:
            run("CREATE ROLE ventanilla LOGIN NOSUPERUSER NOBYPASSRLS")
            run(f"CREATE DATABASE {DATABASE} OWNER ventanilla")
        with self._admin(DATABASE) as run:
            for extension in ("pg_trgm", "unaccent", "btree_gin"):
                run(f"CREATE EXTENSION {extension}")

    @property
    def url(self) -> str:
        return f"postgresql://ventanilla@127.0.0.1:{self.port}/{DATABASE}"

    def start(self) -> None:
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop it; ``immediate`` is as a power cut: it recovers from its log at the next start."""
        self._run("pg_ctl", "-w", "-m", how, "stop")

    @contextmanager
    def on_small_disk(self, table: str) -> Iterator[Path]:
        """Keep a table on a disk of its own, of some megabytes; yield where that is mounted."""
        disk = self._folder / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0777", "tmpfs", str(disk)]
        subprocess.run(mount, check=True)  # noqa: S603  # the system's own
        try:
            (disk / "tables").mkdir()
            shutil.chown(disk / "tables", "postgres")
            with self._admin(DATABASE) as run:
                run(f"CREATE TABLESPACE small LOCATION '{disk}/tables'")
                run(f"ALTER TABLE {table} SET TABLESPACE small")
                yield disk
                run(f"ALTER TABLE {table} SET TABLESPACE pg_default")
                run("DROP TABLESPACE small")
        finally:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)  # noqa: S603, S607  # as above

    def _run(self, program: str, *arguments: str) -> None:
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*user, str(self._programs / program), "-D", str(self._folder / "data")]
        subprocess.run(  # noqa: S603  # PostgreSQL's own
            [*command, *arguments], check=True, cwd="/", stdout=subprocess.DEVNULL
        )

    @contextmanager
    def _admin(self, database: str) -> Iterator[Callable[[str], object]]:
        url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            yield lambda statement: connection.execute(text(statement))
        engine.dispose()
