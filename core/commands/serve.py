"""``ventanilla serve``: serve the web pages."""

from pathlib import Path

import click

from core.blobs import check_store
from core.commands.opening import open_platform, plugins_dir_option, upgrade, warn_of_role
from core.processes.server import serve
from core.settings.env_file import take_environment
from core.settings.environment import read_settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=6543, show_default=True, type=click.IntRange(1, 65535))
@plugins_dir_option
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--env-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Read settings from this file, and again at each reload.",
)
@click.pass_context
def command(
    context: click.Context, host: str, port: int, workers: int, env_file: Path | None
) -> None:
    """Serve the web pages. SIGTERM stops, SIGHUP takes up new code and settings without a gap.

    On SQLite the database is brought up to date first; elsewhere that is asked for.
    """
    if env_file is not None:
        take_environment(env_file)
    env_file = env_file or context.find_root().params.get("env_file")
    settings = read_settings()
    check_store(settings.blob_url)
    if settings.is_sqlite:
        platform = open_platform(check=False)
        upgrade(platform)
    else:
        platform = open_platform()
    warn_of_role(platform)
    platform.engine.dispose()
    context.exit(serve(host, port, workers, env_file))
