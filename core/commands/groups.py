"""Groups of commands to which plugins add."""

from __future__ import annotations

import importlib

import click

from core.command_names import TOP
from core.errors import SettingsError


class OpenGroup(click.Group):
    """A group of the core's commands, and of those that plugins add to it.

    Plugins are loaded for a name that the core does not have, and to list what there is.

    :param name: what it is called in :data:`core.command_names.GROUPS`
    """

    def list_commands(self, context: click.Context) -> list[str]:
        try:
            added = self._added()
        except SettingsError:
            added = {}  # help is for those, too, who have not set it up yet
        return sorted({*super().list_commands(context), *added})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        own = super().get_command(context, name)
        if own is not None:
            return own
        try:
            return self._added().get(name)
        except SettingsError as error:
            raise click.UsageError(
                f"The core has no command '{name}', and plugins can't be asked. {error}"
            ) from None

    def _added(self) -> dict[str, click.Command]:
        # Imported when it is called: it needs the whole platform.
        find = importlib.import_module("core.commands.added").find_commands
        found: dict[str, click.Command] = find(self.name or TOP)
        return found
