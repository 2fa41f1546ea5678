"""``ventanilla mail``: fetch, listen, ingest and parse."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import threading
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import structlog

from core.plugin.api.commands import (
    NotReadyError,
    find_tenant_id,
    open_platform,
    plugins_dir_option,
)
from plugins.email_channel.parsing import adapter
from plugins.email_channel.services.fetcher import fetch_once, run
from plugins.email_channel.services.ingesting import HandedOver, ingest, read_messages, spooled
from plugins.email_channel.services.listening import Listening, listen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType
    from uuid import UUID

    from core.plugin.api.commands import Platform

log = structlog.get_logger(__name__)

BAD_INPUT = 2
TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h, which mail servers heed
PIPE = Path("-")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def mail() -> None:
    """Take mail in."""


@mail.command()
@click.option("--tenant", help="Only this tenant's mailboxes.")
@click.option("--once", is_flag=True, help="Fetch what is there now, and end.")
@plugins_dir_option
def fetch(tenant: str | None, *, once: bool) -> None:
    """Fetch mail from all mailboxes, until told to stop. Start as many as you like."""
    if tenant and not once:
        raise click.UsageError("--tenant goes with --once.")
    platform = open_platform()
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, end)
    if once:
        tenant_id = find_tenant_id(platform, tenant) if tenant else None
        click.echo(f"{fetch_once(platform, stop, tenant_id)} new messages.")
    else:
        run(platform, stop)


@mail.command("listen")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8025, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--socket",
    "socket_path",
    type=click.Path(path_type=Path),
    help="Listen at this Unix socket, instead of a port.",
)
@click.option("--lmtp", "is_lmtp", is_flag=True, help="Speak LMTP instead of SMTP.")
@click.option("--hostname", default="", help="What it calls itself; by default the machine's name.")
@click.option("--tls-cert", "tls_certificate", type=FILE, help="Offer STARTTLS with this.")
@click.option("--tls-key", type=FILE, help="The certificate's key, unless it is in the same file.")
@click.option(
    "--relay",
    "relays",
    multiple=True,
    help="A network of mail servers of your own, whose addresses say nothing about senders.",
)
@plugins_dir_option
def listen_for_mail(**options: Any) -> None:
    """Take mail that a mail server delivers, by SMTP or LMTP, until told to stop."""
    platform = open_platform()
    try:
        asyncio.run(_listen(platform, Listening(**options)))
    except ValueError as error:  # a network that is none
        raise click.UsageError(str(error)) from None


async def _listen(platform: Platform, where: Listening) -> None:
    stop = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    await listen(platform, where, stop, lambda place: click.echo(f"Listening at {place}."))


@mail.command("ingest")
@click.argument(
    "files",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@click.option("--tenant", required=True)
@click.option("--sender", default="", help="The envelope's sender, if it is known.")
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    help="The envelope's recipient: whose mailbox it is.",
)
@plugins_dir_option
@click.pass_context
def ingest_files(
    context: click.Context,
    files: tuple[Path, ...],
    tenant: str,
    sender: str,
    recipients: tuple[str, ...],
) -> None:
    """Take in the messages in FILES, or on standard input, and print a decision in JSON for each.

    A file is a message, or an mbox with several. Exit with 0 if all were taken, with 2 if one can't
    be, and with 75 if one should be tried again later, as programs do that mail servers pipe to.
    """
    with _trying_again(context):
        platform = open_platform()
    with _trying_again(context, but=NotReadyError):
        tenant_id = find_tenant_id(platform, tenant)
    by = HandedOver(sender, recipients)
    worst = 0
    for path in files or (PIPE,):
        source = spooled(sys.stdin.buffer) if path == PIPE else nullcontext(path)
        with source as readable:
            for raw in read_messages(readable):
                worst = max(worst, _take(platform, tenant_id, raw, by, path))
    context.exit(worst)


def _take(platform: Platform, tenant_id: UUID, raw: bytes, by: HandedOver, path: Path) -> int:
    """Take a message in, and return the status that is said of it."""
    try:
        click.echo(json.dumps(ingest(platform, tenant_id, raw, by)))
    except ValueError as error:
        click.echo(f"ventanilla: {path}: {error}.", err=True)
        return BAD_INPUT
    except Exception as error:
        log.exception("mail_not_taken")
        click.echo(f"ventanilla: {path}: try again later ({type(error).__name__}).", err=True)
        return TRY_AGAIN
    return 0


@contextmanager
def _trying_again(context: click.Context, but: type[Exception] | tuple[()] = ()) -> Iterator[None]:
    """End with the status that says to try again later, whatever is wrong with us."""
    try:
        yield
    except but:
        raise
    except Exception as error:  # noqa: BLE001  # a mail server gives the mail back at any other
        click.echo(f"ventanilla: {error}", err=True)
        context.exit(TRY_AGAIN)


@mail.command()
@click.option("--batch", is_flag=True, help='Each line is {"id": …, "raw_b64": …}.')
def parse(*, batch: bool) -> None:
    """Print what a message on standard input says, as JSON; nothing is stored."""
    adapter.run(sys.stdin.buffer, sys.stdout, batch=batch)
