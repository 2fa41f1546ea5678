"""The platform: what a process needs of the installation to make scopes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from core.clock import Clock, utc_now
from core.db import migrate
from core.db.guard import EVERY_TENANT, bind_tenant
from core.db.session import GuardedSession, make_engine, make_session
from core.errors import NotFoundError, PluginError
from core.jobs.registry import load_core_tasks
from core.plugin.breaker_store import BreakerStore
from core.plugin.loading import PluginRegistry, load_plugins
from core.scope import SYSTEM, Actor, Scope
from core.tenancy.cache import TenantConfigs
from core.tenancy.lookup import find_tenant
from core.tenancy.models import Tenant
from core.value_cache import ValueCache

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from core.settings.environment import Settings
    from core.tenancy.config import TenantConfig


log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Platform:
    """The engine, the plugins and the tenants' configurations."""

    settings: Settings
    engine: Engine
    plugins: PluginRegistry
    configs: TenantConfigs
    clock: Clock = utc_now
    breaker_store: BreakerStore = field(init=False)
    values: ValueCache = field(default_factory=ValueCache)

    def __post_init__(self) -> None:
        self.breaker_store = BreakerStore(self.plugins.breaker, self.scope)

    @classmethod
    def start(cls, settings: Settings, plugins: PluginRegistry | None = None) -> Platform:
        """Open the database and load the plugins (or take those given)."""
        load_core_tasks()  # before any plugin's, or one could take the name of ours
        registry = plugins or load_plugins(settings.plugins_dir)
        configs = TenantConfigs(registry, settings.base_domain)
        return cls(settings, make_engine(settings.database_url), registry, configs)

    def leave_out_unready(self) -> None:
        """Leave out the plugins whose tables are not up to date; everything else goes on."""
        try:
            missing = migrate.missing(self.engine, self.plugins.packages)
        except DBAPIError as error:
            log.warning("tables_not_looked_at", exc_info=error)
            return
        lame = missing.keys() & self.plugins.plugins.keys()
        for name in sorted(lame):
            self.plugins.reject(
                PluginError(
                    name,
                    "migration-pending",
                    f"its tables are not up to date ({missing[name][0]} is missing)."
                    " Run 'ventanilla db upgrade'.",
                )
            )
        if lame:
            self.configs = TenantConfigs(self.plugins, self.settings.base_domain)

    def make_scope(
        self,
        session: Session,
        tenant: TenantConfig,
        actor: Actor,
        locale: str | None = None,
        request_id: str = "",
        *,
        causes: tuple[str, ...] = (),
    ) -> Scope:
        """Put a scope together for a session that is bound to the tenant."""
        return Scope(
            session=session,
            tenant=tenant,
            actor=actor,
            hooks=self.plugins.hooks_for(self.plugins.features.keys() | tenant.plugins),
            links=self.plugins.links_for(tenant.plugins),
            translator=tenant.translator(locale or tenant.default_locale),
            settings=self.settings,
            values=self.values,
            clock=self.clock,
            request_id=request_id,
            causes=causes,
        )

    def slug_of(self, tenant_id: UUID) -> str:
        """Return a tenant's short name; empty if there is none of that id."""
        known = self.configs.peek(tenant_id)
        if known is not None:
            return known.slug
        with self.session(reading=True) as session:
            return session.scalar(select(Tenant.slug).where(Tenant.id == tenant_id)) or ""

    @contextmanager
    def scope(
        self,
        tenant: str | UUID,
        *,
        actor: Actor = SYSTEM,
        locale: str | None = None,
        reading: bool = False,
        request_id: str = "",
        causes: tuple[str, ...] = (),
    ) -> Iterator[Scope]:
        """Open a transaction for one tenant; it commits unless the block raises.

        For jobs, the command line and tests; a request's scope is made by :mod:`core.web`.

        :param tenant: its slug or its id
        :raises NotFoundError: there is no such tenant
        """
        with self.session(reading=reading) as session:
            found = find_tenant(session, "id" if isinstance(tenant, UUID) else "slug", tenant)
            if found is None:
                raise NotFoundError(str(tenant))
            config = self.configs.get(session, *found)
            yield self.make_scope(session, config, actor, locale, request_id, causes=causes)

    @contextmanager
    def every_tenant(self, *, reading: bool = False) -> Iterator[GuardedSession]:
        """Open a transaction that may touch all tenants: the platform's own work."""
        with self.session(reading=reading) as session:
            bind_tenant(session, EVERY_TENANT)
            yield session

    @contextmanager
    def session(self, *, reading: bool = False) -> Iterator[GuardedSession]:
        """Open a transaction without a tenant as yet; it commits unless the block raises."""
        with make_session(self.engine, reading=reading) as session:
            yield session
            session.commit()
