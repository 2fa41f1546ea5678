"""``ventanilla activity``: whether the record is as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from sqlalchemy import select

from core.activity.counting import Finding, verify_activity
from core.commands.groups import OpenGroup
from core.commands.opening import open_platform, require_tenant
from core.tenancy.models import Tenant

if TYPE_CHECKING:
    from datetime import datetime

    from core.platform import Platform


@click.group("activity", cls=OpenGroup)
def command() -> None:
    """Look after the record of who did what."""


@command.command()
@click.option("--tenant", help="Only this tenant's.")
@click.pass_context
def verify(context: click.Context, tenant: str | None) -> None:
    """Find what was altered, added or removed in the database. Exit with 1 if something was.

    A row that was written under a former secret needs that one in VENTANILLA_SECRET_FILE.
    """
    platform = open_platform()
    if tenant:
        require_tenant(platform, tenant)
    wrong = 0
    for slug in [tenant] if tenant else list(_slugs(platform)):
        with platform.scope(slug, reading=True) as scope:
            for finding in verify_activity(scope):
                wrong += 1
                click.echo(f"{slug}\t{_in_words(finding)}")
    if not wrong:
        click.echo("The record is as it was written.")
    context.exit(1 if wrong else 0)


def _slugs(platform: Platform) -> Iterator[str]:
    with platform.every_tenant(reading=True) as session:
        yield from session.scalars(select(Tenant.slug).order_by(Tenant.slug)).all()


def _in_words(finding: Finding) -> str:
    period = f"between {_moment(finding.since)} and {_moment(finding.until)}"
    return {
        "altered": f"altered\t{finding.id} is not as the program wrote it",
        "removed": f"removed\t{finding.count} rows {period} are gone",
        "added": f"added\t{finding.count} rows {period} were added after they were counted",
        "span": f"count\tthe count {period} was altered or is missing",
        "late": f"late\tnothing was counted {period}: does the daily job run?",
    }[finding.fault]


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="seconds")
