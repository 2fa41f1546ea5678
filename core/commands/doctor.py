"""``ventanilla doctor``: check the installation and say what to do."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from core.backup.manifest import last_backup
from core.backup.restoring import HELD
from core.blobs import open_store
from core.commands.opening import (
    NO_POLICIES,
    open_platform,
    plugins_dir_option,
    reason_of,
    steps_over_policies,
    unknown_revisions,
)
from core.db import migrate
from core.db.outbox import OutboxMessage
from core.db.releases import TooNewError
from core.errors import SettingsError, StoreError, VentanillaError
from core.jobs.broker import make_broker
from core.platform import Platform

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")
MEGABYTE = 1024 * 1024
LITTLE = 1024 * MEGABYTE
LATE = timedelta(minutes=5)
RECENT = timedelta(days=1)
OLD = timedelta(days=2)
TIMEOUT = 5.0  # seconds for each thing that is asked
PORTS = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671, "smtp": 25, "smtps": 465}


@click.command()
@plugins_dir_option
@click.pass_context
def command(context: click.Context) -> None:
    """Check the installation and say what to do. Exit with 1 if something is wrong."""
    platform = open_platform(check=False)
    wrong = 0
    for title, check in CHECKS.items():
        problems = list(check(platform))
        wrong += len(problems)
        is_warning = title in WARNINGS
        wrong -= len(problems) if is_warning else 0
        state = ("warn " if is_warning else "WRONG") if problems else "ok   "
        click.echo(f"{state}  {title}")
        for problem in problems:
            click.echo(f"       {problem}")
    context.exit(1 if wrong else 0)


def check_database(platform: Platform) -> Iterator[str]:
    """Reachable, up to date, and with a role that row-level security holds."""
    try:
        with platform.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                yield from _check_postgresql(connection)
        missing = migrate.missing(platform.engine).get(migrate.CORE)
    except DBAPIError as error:
        yield f"The database does not answer: {reason_of(error)}. Check VENTANILLA_DATABASE_URL."
    except TooNewError as error:
        yield str(error)
    else:
        if missing:
            yield f"{len(missing)} changes are missing. Run 'ventanilla db upgrade'."


def _check_postgresql(connection: Connection) -> Iterator[str]:
    if steps_over_policies(connection):
        yield NO_POLICIES
    present = set(connection.scalars(text("SELECT extname FROM pg_extension")))
    for name in EXTENSIONS:
        if name not in present:
            yield f"The extension {name} is missing. As a superuser: CREATE EXTENSION {name};"


def check_broker(platform: Platform) -> Iterator[str]:
    """Reachable, if there is one, and with its client installed."""
    try:
        make_broker(platform.settings.broker_url).close()
    except SettingsError as error:
        yield str(error)
    yield from _reach("VENTANILLA_BROKER_URL", platform.settings.broker_url)


def check_smtp(platform: Platform) -> Iterator[str]:
    """Named and reachable."""
    url = platform.settings.smtp_url
    if not url and not platform.settings.demo:
        yield "No mail can be sent. Set VENTANILLA_SMTP_URL, for example smtp://localhost:25."
    yield from _reach("VENTANILLA_SMTP_URL", url)


def check_files(platform: Platform) -> Iterator[str]:
    """Writable."""
    try:
        store = open_store(platform.settings.blob_url)
        probe = store.new_file()
        try:
            probe.write_bytes(b"probe")
            store.keep(probe, probe.name)
        finally:
            probe.unlink(missing_ok=True)
        store.remove(probe.name)
        free = store.free_bytes()
    except (OSError, ImportError, ValueError, StoreError) as error:
        yield f"Files can't be written: {error}. Check VENTANILLA_BLOB_URL and its rights."
        return
    if free is not None and free < LITTLE:
        yield f"Only {free // MEGABYTE} MB are left for files. Make room or move them."


def check_backup(platform: Platform) -> Iterator[str]:
    """Made of late, if it is said where."""
    folder = platform.settings.backup_dir
    if not folder:
        return
    made_at = last_backup(Path(folder))
    if made_at is None:
        yield f"There is no whole backup in {folder}. Run 'ventanilla backup'."
    elif platform.clock() - made_at > OLD:
        yield f"The last backup is of {made_at:%Y-%m-%d %H:%M} UTC. See why the nightly one fails."


def check_plugins(platform: Platform) -> Iterator[str]:
    """All loaded, with their tables. What is wrong with one stops nothing else."""
    for error in platform.plugins.left_out:
        yield f"{error} Mend it or uninstall it."
    try:
        missing = migrate.missing(platform.engine, platform.plugins.packages)
        gone = unknown_revisions(platform)
    except (DBAPIError, VentanillaError):
        return  # said above
    for name in sorted(missing.keys() & platform.plugins.plugins.keys()):
        yield (
            f"The tables of the plugin '{name}' are not up to date, so it is left out."
            " Run 'ventanilla db upgrade' and start anew."
        )
    yield from map(str, gone)


def check_jobs(platform: Platform) -> Iterator[str]:
    """Done in time, and none given up of late."""
    now = platform.clock()
    row = OutboxMessage
    given_up = select(row.actor, row.error).where(
        row.failed_at > now - RECENT, row.error.is_distinct_from(HELD)
    )
    try:
        with platform.session(reading=True) as session:
            count, first = session.execute(
                select(func.count(), func.min(row.due_at)).where(
                    row.done_at.is_(None), row.failed_at.is_(None), row.due_at < now - LATE
                )
            ).one()
            lost = session.execute(given_up.order_by(row.failed_at.desc())).all()
    except SQLAlchemyError:
        return  # said above
    if lost:
        last = lost[0]
        yield (
            f"Jobs given up since yesterday: {len(lost)}, last {last.actor} ({last.error})."
            " The log has each as 'job_given_up'."
        )
    if count:
        minutes = int((now - first).total_seconds() // 60)
        where = "serve" if platform.settings.is_embedded else "worker"
        yield f"{count} jobs wait, one for {minutes} minutes. Is 'ventanilla {where}' running?"


def _reach(variable: str, url: str) -> Iterator[str]:
    if not url:
        return
    parts = urlsplit(url)
    address = (parts.hostname or "localhost", parts.port or PORTS[parts.scheme.partition("+")[0]])
    try:
        socket.create_connection(address, timeout=TIMEOUT).close()
    except OSError as error:
        yield f"{variable}: {address[0]}:{address[1]} does not answer ({error})."


# What is found there is reported, and does not make the command fail.
WARNINGS = frozenset({"plugins"})
CHECKS: dict[str, Callable[[Platform], Iterator[str]]] = {
    "database": check_database,
    "broker": check_broker,
    "mail": check_smtp,
    "files": check_files,
    "jobs": check_jobs,
    "backup": check_backup,
    "plugins": check_plugins,
}
