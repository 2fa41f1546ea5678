"""The commands that plugins add."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from core.jobs.registry import load_core_tasks
from core.log import set_up_logging
from core.plugin.loading import load_plugins
from core.settings.environment import read_settings

if TYPE_CHECKING:
    import click

    from core.plugin.registrations import AddedCommand


@cache
def load_commands() -> tuple[AddedCommand, ...]:
    """Load the plugins, and return what they add.

    :raises SettingsError: the installation is not set up
    """
    settings = read_settings()
    set_up_logging(settings)
    load_core_tasks()  # before any plugin's, or one could take the name of ours
    return load_plugins(settings.plugins_dir).registrations.commands()


def find_commands(group: str) -> dict[str, click.Command]:
    """Return what plugins add to a group, by name.

    :param group: of :data:`core.command_names.GROUPS`, or ``TOP``
    :raises SettingsError: as for :func:`load_commands`
    """
    return {one.name: one.command for one in load_commands() if one.group == group}
