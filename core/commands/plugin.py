"""``ventanilla plugin``: list, switch and remove plugins; make and check new ones."""

from pathlib import Path

import click

from core.command_names import TOP
from core.commands.added import load_commands
from core.commands.groups import OpenGroup
from core.commands.opening import (
    NotReadyError,
    open_platform,
    plugins_dir_option,
    require_tenant,
    unknown_revisions,
    warn_of,
)
from core.plugin.removal import Traces, find_traces, remove_plugin
from core.plugin_kit.checking import check_plugin, open_subject
from core.plugin_kit.making import make_plugin
from core.plugin_kit.migrations import write_migration
from core.plugin_kit.texts import update_catalogues
from core.tenancy.services import switch_plugin


@click.group("plugin", cls=OpenGroup)
def command() -> None:
    """List, enable, disable and remove plugins; make and check new ones."""


@command.command("list")
@click.option("--tenant", help="Show what is on for this tenant.")
@plugins_dir_option
def list_plugins(tenant: str | None) -> None:
    """List the installed plugins, and those that were left out and why."""
    platform = open_platform(check=bool(tenant))
    on: frozenset[str] = frozenset()
    if tenant:
        require_tenant(platform, tenant)
        with platform.scope(tenant, reading=True) as scope:
            on = scope.tenant.plugins
        warn_of(unknown_revisions(platform))
    for plugin in platform.plugins.plugins.values():
        state = ("on " if plugin.name in on else "off") + "\t" if tenant else ""
        click.echo(f"{state}{plugin.name}\t{plugin.manifest.version}\t{plugin.manifest.title}")
    for error in platform.plugins.left_out:
        click.echo(f"left out\t{error.plugin}\t{error.rule}\t{error.detail}")


@command.command()
@plugins_dir_option
def commands() -> None:
    """List the commands that the installed plugins add: command, plugin, what it does."""
    for one in load_commands():
        words = " ".join(filter(None, ("" if one.group == TOP else one.group, one.name)))
        click.echo(f"{words}\t{one.plugin}\t{one.command.get_short_help_str(100)}")


@command.command()
@click.argument("name")
@click.option("--tenant", required=True)
@plugins_dir_option
def enable(name: str, tenant: str) -> None:
    """Switch a plugin on for a tenant. Nothing need be restarted."""
    _switch(name, tenant, on=True)


@command.command()
@click.argument("name")
@click.option("--tenant", required=True)
@plugins_dir_option
def disable(name: str, tenant: str) -> None:
    """Switch a plugin off for a tenant. Its data stay."""
    _switch(name, tenant, on=False)


def _switch(name: str, tenant: str, *, on: bool) -> None:
    platform = open_platform()
    require_tenant(platform, tenant)
    if name not in platform.plugins.plugins:
        known = ", ".join(platform.plugins.plugins)
        raise NotReadyError(f"There is no plugin '{name}'. Installed: {known}.")
    with platform.scope(tenant) as scope:
        switch_plugin(scope, name, on=on)
    click.echo(f"{name} is {'on' if on else 'off'} for {tenant}.")


@command.command()
@click.argument("name")
@click.option("--with-data", is_flag=True, help="Drop its tables and settings, too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@plugins_dir_option
def remove(name: str, *, with_data: bool, yes: bool) -> None:
    """Take away what a plugin left behind, also after its code has gone.

    It is switched off for every tenant, and its jobs are dropped. With --with-data its tables,
    their rows and its settings go, too, and only a backup can bring them back.
    """
    platform = open_platform()
    traces = find_traces(platform, name)
    if traces.is_nothing:
        raise NotReadyError(f"There is no plugin '{name}', and it has left nothing behind.")
    for line in _losses(traces, with_data=with_data):
        click.echo(line)
    if not yes:
        _confirm(name)
    remove_plugin(platform, name, with_data=with_data)
    click.echo(f"Removed: {name}.")
    if traces.is_here:
        click.echo("Uninstall its package now, or the next start brings it back.")


def _losses(traces: Traces, *, with_data: bool) -> list[str]:
    lines = [f"Switched off: for {traces.tenants} tenants that chose it."] if traces.is_here else []
    lines.append(f"Dropped: {traces.jobs} jobs that are not done.")
    verb = "Dropped" if with_data else "Kept"
    lines += [f"{verb}: the table {one}, {rows} rows." for one, rows in traces.tables.items()]
    if traces.settings:
        lines.append(f"{verb}: the settings of {traces.settings} tenants.")
    return lines


def _confirm(name: str) -> None:
    try:
        typed = click.prompt(f"Type {name} to go on", default="", show_default=False)
    except click.Abort:
        typed = ""
    if typed != name:
        raise click.UsageError("Nothing was removed: type the plugin's name, or give --yes.")


@command.command()
@click.argument("name")
@click.option(
    "--directory",
    default=".",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where to make the folder ventanilla-NAME; by default here.",
)
def new(name: str, directory: Path) -> None:
    """Make a plugin that works, to begin with."""
    folder = make_plugin(name, directory)
    click.echo(f"Made {folder}.")
    click.echo(f"Try it:   ventanilla demo --plugins-dir {folder}")
    click.echo(f"Test it:  cd {folder} && pytest")
    click.echo(f"Check it: ventanilla plugin check {folder}")


@command.command()
@click.argument("plugin")
@click.option("--strict", is_flag=True, help="Exit with 1 for advice, too.")
@click.pass_context
def check(context: click.Context, plugin: str, *, strict: bool) -> None:
    """Check a plugin, by its path or name, and exit with 1 if anything is wrong.

    The path may be a project's, a package's or a file's. Each finding is a line: rule, level
    (error, or advice, which may be meant so), sentence.
    """
    name, findings = check_plugin(plugin)
    for finding in findings:
        click.echo(f"{finding.rule}\t{finding.level}\t{finding.message}")
    errors = sum(1 for finding in findings if finding.level == "error")
    advice = len(findings) - errors
    if errors or (advice and strict):
        click.echo(f"{name}: {errors} to mend, {advice} to think about.", err=True)
        context.exit(1)
    more = f" There are {advice} things to think about." if advice else ""
    click.echo(f"{name} keeps every rule.{more}")


@command.command()
@click.argument("plugin")
def texts(plugin: str) -> None:
    """Bring a plugin's catalogues up to date with the texts in its code."""
    for language, waiting in update_catalogues(open_subject(plugin)).items():
        click.echo(f"{language}\t{waiting} to be translated")


@command.command()
@click.argument("plugin")
@click.option("--message", "-m", default="change", help="What it does, in a few words.")
@click.option("--empty", is_flag=True, help="Leave it to be filled in by hand.")
def migration(plugin: str, message: str, *, empty: bool) -> None:
    """Write the next migration of a plugin, by its path or name, from its models.

    Read it before you keep it: a renamed column looks like one dropped and one added.
    """
    path = write_migration(open_subject(plugin), message, is_empty=empty)
    click.echo(f"Wrote {path}. Read it; then 'ventanilla plugin check' tries it out.")
