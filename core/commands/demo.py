"""``ventanilla demo``: show everything."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path

import click

from core.commands.opening import open_platform, plugins_dir_option, upgrade
from core.demo.entries import Entry, list_entries
from core.demo.people import ANA, BRUNO, PASSWORD, STAFF
from core.demo.seed import is_seeded, seed_demo
from core.errors import SettingsError
from core.package_folders import find_folder
from core.platform import Platform
from core.processes.reloading import watch
from core.processes.server import serve
from core.processes.supervisor import open_listener

HOST = "127.0.0.1"


@click.command()
@click.option("--port", default=6543, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data-dir", default="var", show_default=True, type=click.Path(file_okay=False))
@click.option("--reset", is_flag=True, help="Forget what was done and begin anew.")
@plugins_dir_option
@click.option(
    "--reload",
    "reloads",
    is_flag=True,
    help="Take up changes of code, templates and styles at once, and show plugins' failures.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def command(port: int, data_dir: str, *, reset: bool, reloads: bool, no_browser: bool) -> None:
    """Show everything, with four organisations and their data. For this machine only."""
    folder = Path(data_dir).absolute()
    # Nobody shall wait for data and then hear that the port is taken, or lose them for nothing.
    open_listener(HOST, port).close()
    try:
        if reset:
            _forget(folder)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"--data-dir can't be used: {error.filename}: {error.strerror}."
        ) from None
    os.environ |= {
        "VENTANILLA_DATABASE_URL": f"sqlite:///{folder / 'ventanilla.db'}",
        "VENTANILLA_BLOB_URL": f"file://{folder / 'blobs'}",
        "VENTANILLA_SECRET_FILE": str(folder / "secret"),
        "VENTANILLA_BROKER_URL": "",
        "VENTANILLA_BASE_DOMAIN": f"localhost:{port}",
        "VENTANILLA_DEMO": "1",
        "VENTANILLA_RELOAD": "1" if reloads else "0",
    }
    os.environ.setdefault("VENTANILLA_LOG_FORMAT", "console")
    platform = open_platform(check=False)
    upgrade(platform)
    if not is_seeded(platform):
        click.echo("Making the demo's data (some seconds) …")
        seed_demo(platform)
    entries = list_entries(platform)
    platform.engine.dispose()
    click.echo(_welcome(entries, port))
    if not no_browser:
        first = entries[0]
        _open_when_ready(f"http://localhost:{port}/healthz", first.customers or first.staff)
    if reloads:
        _reload_on_changes(platform)
    serve(HOST, port)


def _reload_on_changes(platform: Platform) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is who listens
    packages = {"core", "fields_config", "plugins", *platform.plugins.packages}
    found = [find_folder(package) for package in sorted(packages)]
    named = map(Path, filter(None, platform.settings.plugins_dir.split(os.pathsep)))
    places = {place for place in (*found, *named) if place is not None}
    watch(places, lambda: os.kill(os.getpid(), signal.SIGHUP))
    click.echo("  Changes of code, templates and styles are taken up at once.")


def _forget(folder: Path) -> None:
    """Remove what a demo made in that folder, and nothing else."""
    for path in folder.glob("ventanilla.db*"):
        path.unlink()
    shutil.rmtree(folder / "blobs", ignore_errors=True)


def _welcome(entries: list[Entry], port: int) -> str:
    lines = ["", f"Ventanilla is ready. The password of everybody is {PASSWORD}", ""]
    for name, customers, staff in entries:
        lines.append(f"  {name}")
        if customers:
            lines.append(f"    customers  {customers:<{len(staff)}}  {ANA}, {BRUNO}")
        lines.append(f"    staff      {staff}  {', '.join(STAFF.values())}")
    mailbox = f"http://localhost:{port}/demo/mailbox"
    return "\n".join([*lines, "", f"  All outgoing mail: {mailbox}", "  Stop with Ctrl+C.", ""])


def _open_when_ready(probe: str, page: str) -> None:
    def wait() -> None:
        for _ in range(100):
            try:
                urllib.request.urlopen(probe, timeout=1).close()  # noqa: S310  # our own address
            except OSError:
                time.sleep(0.1)
            else:
                webbrowser.open(page)
                return

    threading.Thread(target=wait, daemon=True).start()
