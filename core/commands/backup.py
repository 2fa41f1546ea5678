"""``ventanilla backup``: save the database and the files."""

from pathlib import Path

import click

from core.backup.saving import save
from core.commands.opening import open_platform


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
def command(target: Path) -> None:
    """Save the database and the files into TARGET, while everything goes on.

    TARGET is a folder (given again, only new files are copied) or a file named .tar or .tar.gz.
    The secret is not in it: keep VENTANILLA_SECRET_FILE elsewhere.
    """
    manifest = save(open_platform(), target)
    click.echo(f"Saved to {target}: the database and {manifest.files} files.")
