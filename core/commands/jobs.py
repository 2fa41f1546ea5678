"""``ventanilla jobs``: look at what is asked for, run it, try it again, drop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args
from uuid import UUID

import click

from core.commands.groups import OpenGroup
from core.commands.opening import confirm, find_tenant_id, open_platform, plugins_dir_option
from core.jobs.operating import (
    Chosen,
    State,
    count_jobs,
    drop_jobs,
    list_jobs,
    retry_jobs,
    run_job,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.platform import Platform

OPEN: tuple[State, ...] = ("waiting", "later", "given-up")


@click.group("jobs", cls=OpenGroup)
def command() -> None:
    """Look at the jobs, run one, let some be tried again, drop some."""


def _choosing(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say which jobs are meant."""
    for option in (
        click.option("--tenant", help="Only this tenant's."),
        click.option("--actor", default="", help="Only of this name, like mail.send_mail."),
        click.option("--plugin", default="", help="Only this plugin's."),
        click.option(
            "--state",
            "states",
            multiple=True,
            type=click.Choice(get_args(State)),
            help="Only in this state; may be given several times.",
        ),
    ):
        function = option(function)
    return function


@command.command("list")
@_choosing
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_them(limit: int, **options: Any) -> None:
    """List the newest jobs that are not done: id, state, due, tenant, job, tries, error."""
    platform = open_platform()
    chosen = _chosen(platform, (), options, default=("waiting", "later", "running", "given-up"))
    for row in list_jobs(platform, chosen, limit):
        due = row.due_at.isoformat(timespec="seconds")
        words = (row.id, row.state, due, row.tenant, row.actor, row.attempts, row.error)
        click.echo("\t".join(map(str, words)))
    more = count_jobs(platform, chosen) - limit
    if more > 0:
        click.echo(f"{more} more: --limit shows them.", err=True)


@command.command()
@click.argument("name")
@click.argument("args", nargs=-1)
@click.option("--tenant", help="For this tenant; left out for a job of the whole installation.")
@plugins_dir_option
@click.pass_context
def run(context: click.Context, name: str, args: tuple[str, ...], tenant: str | None) -> None:
    """Do the job NAME here and now. Exit with 1 if it fails; then it is tried again like any other.

    ARGS are what it is given, ids for most.
    """
    platform = open_platform()
    tenant_id = find_tenant_id(platform, tenant) if tenant else None
    outcome = run_job(platform, name, args, tenant_id)
    if not outcome.is_done:
        click.echo(f"ventanilla: {name} is not done: {outcome.reason}.", err=True)
        context.exit(1)
    click.echo(f"Done: {name}.")


@command.command()
@click.argument("ids", nargs=-1, type=click.UUID)
@_choosing
@click.option("--yes", is_flag=True, help="Do not ask.")
def retry(ids: tuple[UUID, ...], *, yes: bool, **options: Any) -> None:
    """Let jobs run now that wait for later or were given up: by their IDS, or all that fit."""
    _change("tried again", retry_jobs, ids, options, yes=yes)


@command.command()
@click.argument("ids", nargs=-1, type=click.UUID)
@_choosing
@click.option("--yes", is_flag=True, help="Do not ask.")
def drop(ids: tuple[UUID, ...], *, yes: bool, **options: Any) -> None:
    """Let jobs never run: by their IDS, or all that fit. What they were to do is lost."""
    _change("dropped", drop_jobs, ids, options, yes=yes)


def _change(
    verb: str,
    change: Callable[[Platform, Chosen], int],
    ids: tuple[UUID, ...],
    options: dict[str, Any],
    *,
    yes: bool,
) -> None:
    if not ids and not any(options.values()):
        raise click.UsageError("Say which: ids, or --tenant, --actor, --plugin, --state.")
    platform = open_platform()
    chosen = _chosen(platform, ids, options, default=OPEN)
    if "done" in chosen.states:
        raise click.UsageError("What is done stays as it is.")
    count = count_jobs(platform, chosen)
    if not count:
        raise click.UsageError("There is no such job.")
    if not yes:
        confirm(f"{count} jobs will be {verb}. Go on?")
    click.echo(f"{change(platform, chosen)} jobs {verb}.")


def _chosen(
    platform: Platform, ids: tuple[UUID, ...], options: dict[str, Any], default: tuple[State, ...]
) -> Chosen:
    tenant = options["tenant"]
    return Chosen(
        ids=ids,
        states=options["states"] or default,
        tenant_id=find_tenant_id(platform, tenant) if tenant else None,
        actor=options["actor"],
        plugin=options["plugin"],
    )
