"""``ventanilla backup``: save the database and the files."""

from pathlib import Path

import click

from core.backup.saving import save
from core.backup.states import Keep
from core.commands.opening import open_platform


@click.command()
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option(
    "--keep-days",
    default=0,
    type=click.IntRange(0, 1000),
    help="Keep the last state of each of so many days beside the new one. For a folder.",
)
@click.option(
    "--keep-weeks",
    default=0,
    type=click.IntRange(0, 1000),
    help="And of each of so many weeks.",
)
def command(target: Path | None, keep_days: int, keep_weeks: int) -> None:
    """Save the database and the files into TARGET, while everything goes on.

    TARGET is a folder (given again, only new files are copied) or a file named .tar or .tar.gz.
    Left out, it is VENTANILLA_BACKUP_DIR. With --keep-days or --keep-weeks, a folder also keeps
    earlier states, and what none of them needs is removed from it.
    The secret is not in it: keep VENTANILLA_SECRET_FILE elsewhere.
    """
    platform = open_platform()
    if target is None:
        if not platform.settings.backup_dir:
            raise click.UsageError("Say where to: a TARGET, or VENTANILLA_BACKUP_DIR.")
        target = Path(platform.settings.backup_dir)
    keep = Keep(keep_days, keep_weeks) if keep_days or keep_weeks else None
    manifest = save(platform, target, keep)
    click.echo(f"Saved to {target}: the database and {manifest.files} files.")
