import dataclasses
import io
import os

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from core.db.session import make_engine
from core.files.services import stage_upload
from core.platform import Platform
from core.tenancy.cache import TenantConfigs


@pytest.fixture
def empty_database(tmp_path):
    """The address of a database with nothing in it."""
    given = os.environ.get("VENTANILLA_TEST_DATABASE_URL", "")
    if not given.startswith("postgresql"):
        yield f"sqlite:///{tmp_path / 'restored.db'}"
        return
    url = make_url(given).set(drivername="postgresql+psycopg")
    name = f"{url.database}_{os.getpid()}_restored"
    admin = create_engine(
        url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{url.database}"'))
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def other_house(platform, empty_database, tmp_path, clock):
    """An installation that holds nothing as yet."""
    settings = dataclasses.replace(
        platform.settings,
        database_url=empty_database,
        blob_url=f"file://{tmp_path / 'restored-blobs'}",
    )
    engine = make_engine(empty_database)
    configs = TenantConfigs(platform.plugins, settings.base_domain)
    yield Platform(settings, engine, platform.plugins, configs, clock)
    engine.dispose()


@pytest.fixture
def upload(platform):
    """Let a file arrive; give back its row."""

    def arrive(name="notes.txt", content=b"a word", *, claimed=True):
        with platform.scope("acme") as scope:
            file = stage_upload(scope, io.BytesIO(content), name, owner="contact:1")
            file.claimed_at = scope.now() if claimed else None
            scope.session.flush()
            return file

    return arrive
