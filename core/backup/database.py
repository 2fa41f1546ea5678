"""Backing up the database: a consistent snapshot, taken while it is in use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from sqlalchemy import URL, Engine, inspect, make_url

from core.db.connection import require_session
from core.db.guard import EVERY_TENANT
from core.errors import VentanillaError
from core.log import redact


class BackupError(VentanillaError):
    """A backup can't be made or brought back; the message says why and what to do."""


def save_database(url: str, target: Path) -> None:
    """Write the database as it is now into a file.

    :raises BackupError: a program is missing, or the database does not answer
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        # The online backup sees one state, while others write.
        with (
            closing(sqlite3.connect(parsed.database or "")) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        return
    # With row-level security on, and every tenant allowed: the owner is held by it as well.
    options = ["--format=custom", "--enable-row-security", "--no-owner", "--no-privileges"]
    _run("pg_dump", parsed, [*options, f"--file={target}"])


def load_database(url: str, source: Path) -> None:
    """Fill an empty database from that file.

    :raises BackupError: it is not empty, a program is missing, or the database does not answer
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        target = Path(parsed.database or "")
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(target)) as empty:
            copy.backup(empty)
        return
    options = ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error"]
    _run("pg_restore", parsed, [*options, "--single-transaction", str(source)])


def require_direct(engine: Engine) -> None:
    """Refuse a pooler: it would drop what shows every tenant's rows, and the backup be empty.

    :raises core.db.connection.PooledError: there is one
    """
    with engine.connect() as connection:
        require_session(connection)


def require_empty(engine: Engine) -> None:
    """Refuse to load into a database that holds something.

    :raises BackupError: it does
    """
    require_direct(engine)
    if inspect(engine).get_table_names():
        raise BackupError(
            "The database holds tables already, and nothing is ever overwritten."
            " Name an empty one in VENTANILLA_DATABASE_URL."
        )


def _run(program: str, url: URL, arguments: list[str]) -> None:
    path = shutil.which(program)
    if path is None:
        raise BackupError(
            f"{program} is needed and not installed. On Debian, as root: apt-get install"
            " postgresql-client"
        )
    said = _said(url)
    with tempfile.TemporaryDirectory(prefix="ventanilla-") as scratch:
        environ = os.environ | _hide(said, Path(scratch))
        done = subprocess.run(  # noqa: S603  # no shell; a program of PostgreSQL's
            [path, f"--dbname={make_conninfo(**said)}", *arguments],
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        words = redact(" ".join(done.stderr.split()))[:500]
        raise BackupError(f"{program} failed: {words}")


def _said(url: URL) -> dict[str, Any]:
    """Return all that the address says, as the program's own parameters of those names."""
    _none, said = url.get_dialect()().create_connect_args(url)
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    said = {name: value for name, value in said.items() if name in known}
    ours = f"-c ventanilla.tenant={EVERY_TENANT} -c statement_timeout=0"
    said["options"] = f"{said.get('options', '')} {ours}".strip()
    return said


def _hide(said: dict[str, Any], scratch: Path) -> dict[str, str]:
    """Take the secrets out: arguments can be read by everybody on the machine.

    :returns: the environment that brings them
    """
    environ = {}
    password = said.pop("password", None)
    if password:
        environ["PGPASSWORD"] = str(password)
    of_key = said.pop("sslpassword", None)
    if of_key:
        # There is no variable for it, but a file that names may stand in.
        if "service" in said:
            raise BackupError(
                "VENTANILLA_DATABASE_URL names a service and an sslpassword. Write the latter into"
                " the service's file."
            )
        file = scratch / "service"
        file.touch(mode=0o600)
        file.write_text(f"[ventanilla]\nsslpassword={of_key}\n")
        said["service"] = "ventanilla"
        environ["PGSERVICEFILE"] = str(file)
    return environ
