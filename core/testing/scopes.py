"""Settings, the platform, and scopes to call services with."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Dialect, Engine, event, select
from sqlalchemy.exc import SAWarning
from sqlalchemy.util import LRUCache

from core.db.guard import bind_tenant, tell_database
from core.db.session import GuardedSession, make_engine
from core.jobs.registry import load_core_tasks
from core.log import set_up_logging
from core.platform import Platform
from core.plugin.loading import load_plugins
from core.scope import SYSTEM, Actor, Scope
from core.settings.environment import Settings
from core.tenancy.cache import TenantConfigs
from core.tenancy.config import TenantConfig
from core.tenancy.models import Tenant
from core.testing.clock import TestClock
from core.testing.database import OTHER_TENANT, TENANT, Databases
from core.testing.receiver import NETWORK

# Where one of these is in play, everything commits, in a database of the test's own.
COMMITTING = frozenset({"platform", "open_scope"})
OpenScope = Callable[..., AbstractContextManager[Scope]]


@dataclass(frozen=True, slots=True)
class Database:
    """The database of one test; ``is_own`` if it was made for it alone."""

    url: str
    engine: Engine
    is_own: bool


class Engines:
    """Engines that share what statements were compiled to.

    Each would compile them anew, for each test: a quarter of the time of those of pages.
    """

    def __init__(self) -> None:
        self._compiled: LRUCache[Any, Any] = LRUCache(4000)
        self._dialect: Dialect | None = None

    def over(self, url: str) -> Engine:
        """Open a database. Nothing in it outlives the machine: nobody waits for the disk."""
        engine = make_engine(url)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _trust_memory)
        if self._dialect is None:
            with engine.connect():
                self._dialect = engine.dialect  # it has asked the server by now what that can do
        engine.dialect = self._dialect  # part of the key by which a compiled statement is found
        engine.update_execution_options(compiled_cache=self._compiled)
        return engine


def _trust_memory(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def engines() -> Engines:
    """Opens databases; see :class:`Engines`."""
    return Engines()


@pytest.fixture(scope="session")
def shared_database(databases: Databases, engines: Engines) -> Iterator[Database]:
    """The database of all tests that roll back."""
    url = databases.lend()
    engine = engines.over(url)
    yield Database(url, engine, is_own=False)
    engine.dispose()
    databases.give_back(url)


@pytest.fixture
def database(request: pytest.FixtureRequest, engines: Engines) -> Iterator[Database]:
    """Choose between the shared database and one of this test's own."""
    if not COMMITTING & set(request.fixturenames):
        yield request.getfixturevalue("shared_database")
        return
    databases: Databases = request.getfixturevalue("databases")
    url = databases.lend()
    engine = engines.over(url)
    yield Database(url, engine, is_own=True)
    engine.dispose()
    databases.give_back(url)


@pytest.fixture
def engine(database: Database) -> Engine:
    """The engine that this test's sessions use."""
    return database.engine


@pytest.fixture
def base_domain(request: pytest.FixtureRequest) -> str:
    """The domain under which this test's tenants are: ``acme.localhost:6543``."""
    if "server" not in request.fixturenames:
        return "localhost:6543"
    return f"localhost:{request.getfixturevalue('server').server_port}"


@pytest.fixture
def settings(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path, base_domain: str
) -> Settings:
    """Settings of an embedded installation with nothing outside the test's own folder."""
    return Settings(
        database_url=database.url,
        broker_url="",
        blob_url=f"file://{tmp_path / 'blobs'}",
        smtp_url=request.getfixturevalue("mailbox").url
        if "mailbox" in request.fixturenames
        else "",
        secret="only for tests, only for tests, only for tests",  # noqa: S106  # it says so
        base_domain=base_domain,
        trusted_proxies=(),
        log_format="console",
        plugins_dir="",
        http_networks=(NETWORK,) if "receiver" in request.fixturenames else (),
    )


@pytest.fixture
def unbound_platform(
    settings: Settings, engine: Engine, clock: TestClock, extra_plugins: tuple[ModuleType, ...]
) -> Iterator[Platform]:
    """A platform for this test; ask for ``platform`` if something of it is to commit."""
    # Left to itself, structlog paints each error with all variables around it: for seconds.
    set_up_logging(settings)
    load_core_tasks()
    registry = load_plugins(modules=extra_plugins)
    configs = TenantConfigs(registry, settings.base_domain)
    platform = Platform(settings, engine, registry, configs, clock)
    yield platform
    # Its thread must be through with the engine before that is closed.
    platform.breaker_store.settle()


@pytest.fixture
def platform(unbound_platform: Platform, database: Database) -> Platform:
    """A running installation with a database of its own, in which everything commits."""
    assert database.is_own, "ask for `platform` by name, not through getfixturevalue"
    return unbound_platform


class _InTurns(GuardedSession):
    """One of several sessions on one connection, which says that it is going to be used."""

    take_turn: Callable[..., None] = staticmethod(lambda: None)

    def connection(self, *args: Any, **options: Any) -> Connection:
        self.take_turn()
        return super().connection(*args, **options)


class _RolledBack:
    """One transaction of the database, in which both tenants' scopes live until the test ends."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._connection = platform.engine.connect()
        self._outer = self._connection.begin()
        self._scopes: dict[str, Scope] = {}

    def open(self, slug: str) -> Scope:
        if slug not in self._scopes:
            session = _InTurns(
                self._connection, join_transaction_mode="create_savepoint", expire_on_commit=False
            )
            row = session.execute(select(Tenant.id, Tenant.version).filter_by(slug=slug)).one()
            bind_tenant(session, row.id)
            config = self._platform.configs.get(session, row.id, row.version)
            session.close()  # no savepoint stays open before the test uses this tenant
            self._scopes[slug] = self._platform.make_scope(session, config, SYSTEM)
            # The database knows one tenant per transaction. Here it is told whose turn it is.
            session.take_turn = partial(self._take_turn, row.id)
            for moment in ("do_orm_execute", "before_flush"):
                event.listen(session, moment, session.take_turn)
        return self._scopes[slug]

    def _take_turn(self, tenant_id: UUID, *_event: object) -> None:
        if len(self._scopes) > 1:
            tell_database(self._connection, tenant_id)

    def close(self) -> None:
        self._outer.rollback()
        with warnings.catch_warnings():
            # The sessions' savepoints went with the transaction that they stood in.
            warnings.simplefilter("ignore", SAWarning)
            for scope in self._scopes.values():
                scope.session.close()
        self._connection.close()


@pytest.fixture
def any_scope(unbound_platform: Platform, database: Database) -> Iterator[OpenScope]:
    """Open a scope as this test's others are: within its transaction, or one that commits.

    For fixtures that serve tests of both kinds, as the ``make_*`` do.
    """
    if database.is_own:
        yield lambda slug=TENANT, *, actor=SYSTEM: unbound_platform.scope(slug, actor=actor)
        return
    transaction = _RolledBack(unbound_platform)

    @contextmanager
    def open_within(slug: str = TENANT, *, actor: Actor = SYSTEM) -> Iterator[Scope]:
        scope = transaction.open(slug)
        yield scope if actor is SYSTEM else scope.acting_as(actor)
        scope.session.flush()

    yield open_within
    transaction.close()


@pytest.fixture
def open_scope(any_scope: OpenScope) -> OpenScope:
    """Open a scope for a block, which commits: ``with open_scope() as scope``.

    Whatever else the test asks for. ``open_scope("globex", actor=…)`` is for another tenant, actor.
    """
    return any_scope


def _only_without_platform(database: Database) -> None:
    if database.is_own:
        pytest.fail(
            "`scope` holds one transaction open all through the test. Where things commit "
            "(`open_scope`, `platform`, `app`, `jobs`, `page`), write: with open_scope() as scope:"
        )


@pytest.fixture
def scope(database: Database, any_scope: OpenScope) -> Iterator[Scope]:
    """The system's scope of the first tenant, rolled back at the end of the test."""
    _only_without_platform(database)
    with any_scope(TENANT) as scope:
        yield scope


@pytest.fixture
def other_scope(database: Database, any_scope: OpenScope) -> Iterator[Scope]:
    """The same for the other tenant, in the same transaction of the database."""
    _only_without_platform(database)
    with any_scope(OTHER_TENANT) as scope:
        yield scope


@pytest.fixture
def tenant(any_scope: OpenScope) -> TenantConfig:
    """The first tenant; its language is English."""
    with any_scope(TENANT) as scope:
        return scope.tenant


@pytest.fixture
def other_tenant(any_scope: OpenScope) -> TenantConfig:
    """The other tenant, of which the first may see nothing; its language is Spanish."""
    with any_scope(OTHER_TENANT) as scope:
        return scope.tenant


class Queries:
    """The statements that reached the database, without those that only mark transactions."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def note(self, _conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")):
            self.statements.append(statement)

    def __len__(self) -> int:
        return len(self.statements)

    def clear(self) -> None:
        self.statements.clear()


@pytest.fixture
def queries(engine: Engine) -> Iterator[Queries]:
    """What this test asks the database: ``queries.clear()``, then a page, then ``len(queries)``."""
    queries = Queries()
    event.listen(engine, "before_cursor_execute", queries.note)
    yield queries
    event.remove(engine, "before_cursor_execute", queries.note)
