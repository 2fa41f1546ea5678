"""The ``ventanilla`` command."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import NoReturn

import click

from core.command_names import COMMANDS, TOP
from core.commands.groups import OpenGroup
from core.errors import Refused, VentanillaError
from core.i18n import in_english
from core.settings.env_file import take_environment

BAD_INPUT = 2


class LazyGroup(OpenGroup):
    """A group that imports a command when it is called."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return super().get_command(context, name)
        # Imported when it is called, so that --help answers at once.
        command: click.Command = importlib.import_module(f"core.commands.{name}").command
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


def _take_environment(
    _context: click.Context, _option: click.Parameter, path: Path | None
) -> Path | None:
    # Before a command's modules are imported, some of which look into the environment.
    if path is not None:
        take_environment(path)
    return path


@click.group(
    TOP, cls=LazyGroup, epilog="'ventanilla plugin commands' lists what the installed plugins add."
)
@click.version_option(package_name="ventanilla")
@click.option(
    "--env-file",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_take_environment,
    is_eager=True,
    help="Read settings from this file, as systemd's EnvironmentFile.",
)
def cli(env_file: Path | None) -> None:
    """Set up customer service without writing code."""
    del env_file  # it is in the environment


def main() -> None:
    """Run the command. Errors are one sentence on standard error; bad input exits with 2."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.Abort:
        _fail("Interrupted.", 130)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        sys.exit(BAD_INPUT)
    except click.ClickException as error:
        _fail(error.format_message(), BAD_INPUT)
    except Refused as refused:
        sentence = refused.message or next(iter(refused.fields.values()), "Refused.")
        _fail(in_english(sentence), BAD_INPUT)
    except VentanillaError as error:
        _fail(str(error), BAD_INPUT)
    except OSError as error:
        if not error.filename:
            raise
        _fail(f"{error.filename}: {error.strerror}.", BAD_INPUT)


def _fail(sentence: str, status: int) -> NoReturn:
    click.echo(f"ventanilla: {sentence}", err=True)
    sys.exit(status)
