"""``ventanilla mail``: look at the mails, and send some again."""

from __future__ import annotations

from uuid import UUID

import click

from core.commands.groups import OpenGroup
from core.commands.opening import confirm, find_tenant_id, open_platform
from core.errors import NotFoundError, Refused
from core.i18n import in_english
from core.mail.resending import STATES, find_mails, resend_mail, tenant_of


@click.group("mail", cls=OpenGroup)
def command() -> None:
    """Look at the mails, and send some again."""


@command.command("list")
@click.option("--tenant", help="Only this tenant's.")
@click.option("--state", default="", type=click.Choice(["", *STATES]), help="Only in this state.")
@click.option("--to", default="", help="Only those to an address with these letters in it.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_them(tenant: str | None, state: str, to: str, limit: int) -> None:
    """List the newest mails: id, state, when it was written, tenant, kind, addresses, error."""
    platform = open_platform()
    tenant_id = find_tenant_id(platform, tenant) if tenant else None
    count, lines = find_mails(platform, tenant_id=tenant_id, state=state, to=to, limit=limit)
    for line in lines:
        written = line.created_at.isoformat(timespec="seconds")
        error = line.error.replace("\n", "; ")
        words = (line.id, line.state, written, line.tenant, line.kind, ",".join(line.to), error)
        click.echo("\t".join(map(str, words)))
    if count > limit:
        click.echo(f"{count - limit} more: --limit shows them.", err=True)


@command.command()
@click.argument("ids", nargs=-1, type=click.UUID)
@click.option("--failed", is_flag=True, help="All that no server took, the newest 10,000.")
@click.option("--tenant", help="With --failed: only this tenant's.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def resend(
    context: click.Context, ids: tuple[UUID, ...], tenant: str | None, *, failed: bool, yes: bool
) -> None:
    """Send mails again, by their IDS or all that failed, under the ids that they had.

    Who has one already may see it twice, though most mail programs show it once. One that is older
    than three days is tried once.
    """
    if bool(ids) is failed:
        raise click.UsageError("Say which: ids, or --failed.")
    platform = open_platform()
    wanted = list(ids)
    if failed:
        tenant_id = find_tenant_id(platform, tenant) if tenant else None
        _count, lines = find_mails(
            platform, tenant_id=tenant_id, state="failed", to="", limit=10_000
        )
        # What carried a secret has no words any more, and what is for nobody goes nowhere.
        wanted = [line.id for line in lines if line.to]
    try:
        owners = {mail_id: tenant_of(platform, mail_id) for mail_id in wanted}
    except NotFoundError as error:
        raise click.UsageError(f"There is no mail {error}.") from None
    if not owners:
        raise click.UsageError("There is no mail that failed.")
    if not yes:
        confirm(f"{len(owners)} mails will be sent again. Go on?")
    refused = 0
    for mail_id, owner in owners.items():
        try:
            with platform.scope(owner) as scope:
                addresses = resend_mail(scope, mail_id)
        except Refused as error:
            click.echo(f"ventanilla: {mail_id}: {in_english(error.message)}", err=True)
            refused += 1
        else:
            click.echo(f"{mail_id}\tgoes to {', '.join(addresses)}")
    context.exit(2 if refused and not failed else 0)
