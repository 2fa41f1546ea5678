"""``ventanilla restore``: bring a backup back."""

from pathlib import Path

import click

from core.backup.restoring import restore
from core.commands.opening import open_platform


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--resend",
    is_flag=True,
    help="Do what waited when the backup was made. Some people may get a mail twice.",
)
def command(source: Path, *, resend: bool) -> None:
    """Bring a backup back into an empty database, with nothing running.

    Jobs and mails that waited in it are held, everybody has to sign in anew, and one-time links
    that are still on their way no longer work.
    """
    done = restore(open_platform(check=False), source, resend=resend)
    click.echo(f"Restored: the database and {done.files} files.")
    if not resend:
        click.echo(f"Held: {done.jobs_held} jobs and {done.mails_held} mails that waited.")
    if done.missing:
        click.echo(f"{done.missing} files that cases name are not in the backup.", err=True)
    click.echo("Run 'ventanilla db upgrade', then start.")
