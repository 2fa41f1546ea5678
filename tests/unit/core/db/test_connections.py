"""Connections that PostgreSQL has closed while they rested; SQLite closes none."""

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from core.db import session

CLOSE_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def close_all(engine):
    """Close every connection that the pool holds, from the other side."""

    def close_all():
        other = create_engine(engine.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with other.connect() as connection:
            connection.execute(CLOSE_OTHERS)

    return close_all


def ask(engine):
    with engine.connect() as connection:
        return connection.execute(text("SELECT 1")).scalar()


@pytest.fixture
def used(engine):
    if engine.dialect.name == "postgresql":
        ask(engine)
    return engine


def test_one_that_has_rested_is_asked_before_it_is_given_out(used, close_all, monkeypatch):
    if used.dialect.name != "postgresql":
        return
    monkeypatch.setattr(session, "REST", 0.0)
    ask(used)
    close_all()

    assert ask(used) == 1


def test_one_that_broke_a_moment_ago_fails_once(used, close_all, monkeypatch):
    if used.dialect.name != "postgresql":
        return
    monkeypatch.setattr(session, "REST", 3600.0)
    ask(used)
    close_all()

    with pytest.raises(OperationalError):
        ask(used)
    assert ask(used) == 1
