"""Removing a plugin's data from the database, whether its code is installed or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, func, inspect, or_, select, table, update

from core.db import migrate
from core.db.base import Model
from core.db.outbox import OutboxMessage
from core.errors import VentanillaError
from core.plugin.loading import OWN, RESERVED
from core.tenancy.models import Tenant, TenantDocument
from core.tenancy.services import switch_plugin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from sqlalchemy.orm import Session

    from core.platform import Platform

AT_ONCE = 500  # rows per transaction: others get their turn between


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What a plugin has left.

    :param is_here: whether its code is installed, and works
    :param tenants: how many have it on, as far as they have chosen
    :param settings: how many tenants have stored settings of it
    :param jobs: how many wait, or have been given up
    :param tables: name -> rows
    :param revisions: which of its migrations are applied, the newest of each branch
    """

    name: str
    is_here: bool
    tenants: int
    settings: int
    jobs: int
    tables: dict[str, int]
    revisions: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        found = (self.tenants, self.settings, self.jobs, self.tables, self.revisions)
        return not self.is_here and not any(found)


def find_traces(platform: Platform, name: str) -> Traces:
    """Count what a plugin has left behind.

    :raises VentanillaError: it is part of the product, or needed by another plugin or table
    """
    _require_removable(platform, name)
    with platform.every_tenant(reading=True) as session:
        plugins = _count_documents(session, "plugins", lambda body: body.get(name) is True)
        settings = _count_documents(session, "settings", lambda body: name in body)
        jobs = session.scalar(select(func.count()).where(_jobs_of(name), ~_is_done())) or 0
        tables = {
            one: session.scalar(select(func.count()).select_from(table(one))) or 0
            for one in _tables_of(platform, session, name)
        }
    return Traces(
        name=name,
        is_here=name in platform.plugins.plugins,
        tenants=plugins,
        settings=settings,
        jobs=jobs,
        tables=tables,
        revisions=tuple(head for head, label in _heads(platform).items() if label == name),
    )


def remove_plugin(platform: Platform, name: str, *, with_data: bool) -> None:
    """Switch it off everywhere and drop its jobs; with its data, nothing of it is left.

    What is not the plugin's alone stays: mails that were sent, the activity log, and the values of
    its kinds of fields in cases.

    :raises VentanillaError: it is part of the product, or needed by another plugin or table
    """
    _require_removable(platform, name)
    if name in platform.plugins.plugins:
        for tenant_id in _tenants(platform):
            with platform.scope(tenant_id) as scope:
                if name in scope.tenant.plugins:
                    switch_plugin(scope, name, on=False)
    _drop_jobs(platform, _jobs_of(name) if with_data else _jobs_of(name) & ~_is_done())
    if not with_data:
        return
    # While its code is here, that it was switched off is what keeps it off.
    choices = [] if name in platform.plugins.plugins else ["plugins"]
    _forget_choices(platform, name, [*choices, "settings", "secrets", "faults"])
    with platform.every_tenant(reading=True) as session:
        tables = _tables_of(platform, session, name)
    migrate.forget_branch(platform.engine, name, platform.plugins.packages)
    migrate.drop_tables(platform.engine, tables)


def _heads(platform: Platform) -> dict[str, str]:
    """Return the newest revisions that are applied, and whose they are: revision -> name."""
    unknown_revisions = migrate.unknown_revisions(platform.engine, platform.plugins.packages)
    unknown = {head: name for name, heads in unknown_revisions.items() for head in heads}
    return unknown | migrate.recorded_branches(platform.engine)


def _require_removable(platform: Platform, name: str) -> None:
    plugin = platform.plugins.plugins.get(name)
    if name in RESERVED or (plugin and plugin.manifest.package.startswith(OWN)):
        raise VentanillaError(
            f"'{name}' is part of Ventanilla. 'ventanilla plugin disable' switches it off."
        )
    needing = [p.name for p in platform.plugins.plugins.values() if name in p.manifest.requires]
    if needing:
        raise VentanillaError(f"The plugin '{needing[0]}' needs '{name}': remove that one first.")


def _tables_of(platform: Platform, session: Session, name: str) -> list[str]:
    """Return the tables of a plugin that are there: their names begin with its own.

    :raises VentanillaError: somebody else's table refers to one of them
    """
    connection = session.connection()
    present = inspect(connection)
    registry = platform.plugins
    others = {*registry.plugins, *(error.plugin for error in registry.left_out)}
    others |= {*_heads(platform).values()}
    longer = tuple(f"{other}_" for other in others if other.startswith(f"{name}_"))
    core = {one.name for one in _core_tables()}
    names = [
        one
        for one in present.get_table_names()
        if one.startswith(f"{name}_") and one not in core and not one.startswith(longer)
    ]
    for other in set(present.get_table_names()) - set(names) if names else ():
        for key in present.get_foreign_keys(other):
            if key["referred_table"] in names:
                raise VentanillaError(
                    f"The table '{other}' refers to '{key['referred_table']}': remove the plugin"
                    " that it belongs to first."
                )
    return names


def _core_tables() -> Iterator[Any]:
    for mapper in Model.registry.mappers:
        if mapper.class_.__module__.startswith("core."):
            yield mapper.local_table


def _jobs_of(name: str) -> ColumnElement[bool]:
    row = OutboxMessage
    return or_(row.plugin == name, row.actor.startswith(f"{name}.", autoescape=True))


def _is_done() -> ColumnElement[bool]:
    return OutboxMessage.done_at.is_not(None)


def _drop_jobs(platform: Platform, which: ColumnElement[bool]) -> None:
    row = OutboxMessage
    while True:
        with platform.every_tenant() as session:
            ids = list(session.scalars(select(row.id).where(which).limit(AT_ONCE)))
            if not ids:
                return
            session.execute(
                delete(row).where(row.id.in_(ids)).execution_options(synchronize_session=False)
            )


def _tenants(platform: Platform) -> Iterator[UUID]:
    after: UUID | None = None
    while True:
        query = select(Tenant.id).order_by(Tenant.id).limit(AT_ONCE)
        with platform.every_tenant(reading=True) as session:
            found = list(
                session.scalars(query if after is None else query.where(Tenant.id > after))
            )
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1]


def _count_documents(session: Session, kind: str, fits: Callable[[dict[str, Any]], bool]) -> int:
    bodies = session.scalars(
        select(TenantDocument.body)
        .where(TenantDocument.kind == kind)
        .execution_options(yield_per=AT_ONCE)
    )
    return sum(1 for body in bodies if fits(body))


def _forget_choices(platform: Platform, name: str, kinds: list[str]) -> None:
    """Take out of every tenant's configuration what is said there of the plugin."""
    for tenant_id in _tenants(platform):
        with platform.every_tenant() as session:
            rows = session.scalars(
                select(TenantDocument).where(
                    TenantDocument.tenant_id == tenant_id, TenantDocument.kind.in_(kinds)
                )
            )
            changed = False
            for row in rows:
                body = {
                    key: value
                    for key, value in row.body.items()
                    if key != name and not (row.kind == "faults" and key.startswith(f"{name}."))
                }
                if body != row.body:
                    row.body, row.updated_at, changed = body, platform.clock(), True
            if changed:
                session.execute(
                    update(Tenant)
                    .where(Tenant.id == tenant_id)
                    .values(version=Tenant.version + 1)
                    .execution_options(synchronize_session=False)
                )
