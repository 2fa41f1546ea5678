"""The database behind PgBouncer, whose connections are lent for one transaction each."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from core.backup.database import require_empty
from core.backup.saving import save
from core.commands import doctor
from core.db.connection import PooledError, is_pooled
from core.db.migrate import upgrade
from core.db.session import make_engine
from core.tenancy.models import Tenant
from tests.functional.operations.pgbouncer import pgbouncer

pytestmark = pytest.mark.program("pgbouncer")


@pytest.fixture(params=[False, True], ids=["refusing options", "dropping options"])
def pooled(request, platform):
    """The same installation, through PgBouncer; nothing where the database is SQLite."""
    if platform.settings.is_sqlite:
        yield None
        return
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch).chmod(0o755)
        folder = Path(scratch, "pgbouncer")
        with pgbouncer(platform.settings.database_url, folder, ignoring=request.param) as url:
            settings = replace(platform.settings, database_url=url)
            engine = make_engine(url)
            yield replace(platform, settings=settings, engine=engine)
            engine.dispose()


def _ask(platform, question):
    with platform.session(reading=True) as session:
        return session.scalar(text(question))


class TestBehindPgbouncer:
    def test_limits_of_time_hold_in_every_transaction_and_for_nobody_else(self, pooled):
        if pooled is None:
            return
        for _ in range(5):
            assert _ask(pooled, "SHOW statement_timeout") == "15s"
            assert _ask(pooled, "SHOW lock_timeout") == "5s"
            assert _ask(pooled, "SHOW timezone") == "UTC"

    def test_what_is_asked_again_and_again_is_answered(self, pooled):
        """More clients than connections, so each statement meets one that knows others."""
        if pooled is None:
            return

        def work(number):
            slug = ("acme", "globex")[number % 2]
            for _ in range(15):
                with pooled.scope(slug) as scope:
                    scope.enqueue("test.nobody_does_this", number)
                with pooled.scope(slug, reading=True) as scope:
                    assert scope.session.scalars(
                        select(Tenant.slug).where(Tenant.id == scope.tenant_id)
                    ).all() == [slug]
            return number

        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(work, range(6))) == list(range(6))

    def test_it_is_noticed(self, pooled):
        if pooled is None:
            return
        with pooled.engine.connect() as connection:
            assert is_pooled(connection)
        assert list(doctor.check_database(pooled)) == []

    def test_what_needs_a_session_says_so(self, pooled, tmp_path):
        if pooled is None:
            return
        for work in (
            lambda: upgrade(pooled.engine),
            lambda: save(pooled, tmp_path / "backup"),
            lambda: require_empty(pooled.engine),
        ):
            with pytest.raises(PooledError, match="needs PostgreSQL itself"):
                work()


class TestBesideIt:
    def test_a_direct_connection_is_none_of_these(self, platform):
        with platform.engine.connect() as connection:
            assert not is_pooled(connection)
            if not platform.settings.is_sqlite:
                assert connection.scalar(text("SHOW statement_timeout")) == "15s"
                driver = connection.connection.driver_connection
                assert driver.prepare_threshold is not None
