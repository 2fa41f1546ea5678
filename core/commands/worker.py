"""``ventanilla worker``: run jobs."""

from pathlib import Path

import click

from core.blobs import check_store
from core.commands.opening import open_platform, plugins_dir_option, warn_of_role
from core.errors import SettingsError
from core.processes.worker import run_worker


@click.command()
@plugins_dir_option
@click.option(
    "--alive-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Touch this file every few seconds, for a health check to look at.",
)
def command(alive_file: Path | None) -> None:
    """Run jobs until told to stop. Start as many as you like."""
    platform = open_platform()
    if platform.settings.is_embedded:
        raise SettingsError(
            "VENTANILLA_BROKER_URL is empty: the web process runs the jobs itself."
            " Name a broker (redis:// or amqp://) to run them here."
        )
    check_store(platform.settings.blob_url)
    warn_of_role(platform)
    run_worker(platform.settings, alive_file=alive_file)
