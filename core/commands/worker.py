"""``ventanilla worker``: run jobs."""

import click

from core.commands.opening import open_platform, plugins_dir_option
from core.errors import SettingsError
from core.files.blobs import check_store
from core.worker import run_worker


@click.command()
@plugins_dir_option
def command() -> None:
    """Run jobs until told to stop. Start as many as you like."""
    platform = open_platform()
    if platform.settings.is_embedded:
        raise SettingsError(
            "VENTANILLA_BROKER_URL is empty: the web process runs the jobs itself."
            " Name a broker (redis:// or amqp://) to run them here."
        )
    check_store(platform.settings.blob_url)
    run_worker(platform.settings)
