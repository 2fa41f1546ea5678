"""Databases for tests: migrated once per process, then copied.

``VENTANILLA_TEST_DATABASE_URL`` chooses the database. Unset, it is SQLite in a scratch folder. On
PostgreSQL the role needs ``CREATEDB``, and must not be a superuser, or row-level security would not
be tested.
"""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Protocol

import pytest
from sqlalchemy import make_url

from core.clock import utc_now
from core.db.guard import EVERY_TENANT, bind_tenant
from core.db.migrate import upgrade
from core.db.session import make_engine, make_session
from core.plugin.loading import load_plugins
from core.tenancy.services import create_tenant
from core.testing.postgres import PostgresDatabases

TENANT = "acme"
OTHER_TENANT = "globex"


class Databases(Protocol):
    """Hands out databases that are equal to one prepared database."""

    def template(self) -> str:
        """Return the address of the empty database to prepare."""

    def prepared(self) -> None:
        """Hear that the template is as it shall be."""

    def lend(self) -> str:
        """Return the address of a database as it was prepared."""

    def give_back(self, url: str) -> None:
        """Take a database back; its rows may have changed, its tables may not."""

    def close(self) -> None:
        """Remove everything."""


class SqliteDatabases:
    """Files in a scratch folder, a new copy for every borrower."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def template(self) -> str:
        return f"sqlite:///{self._folder / 'template.db'}"

    def prepared(self) -> None:
        pass

    def lend(self) -> str:
        target = self._folder / f"{next(self._numbers)}.db"
        shutil.copyfile(self._folder / "template.db", target)
        return f"sqlite:///{target}"

    def give_back(self, url: str) -> None:
        for path in self._folder.glob(f"{Path(make_url(url).database or '').name}*"):
            path.unlink()

    def close(self) -> None:
        shutil.rmtree(self._folder)


@pytest.fixture(scope="session")
def extra_plugins() -> tuple[ModuleType, ...]:
    """Modules of plugins to load beside the installed ones. Override it to test yours."""
    return ()


@pytest.fixture(scope="session")
def databases(
    tmp_path_factory: pytest.TempPathFactory, extra_plugins: tuple[ModuleType, ...]
) -> Iterator[Databases]:
    """Equals of a migrated database with two tenants in it."""
    given = os.environ.get("VENTANILLA_TEST_DATABASE_URL", "")
    source: Databases
    if given.startswith("postgresql"):
        source = PostgresDatabases(make_url(given).set(drivername="postgresql+psycopg"))
    else:
        source = SqliteDatabases(tmp_path_factory.mktemp("databases"))
    _prepare(source.template(), extra_plugins)
    source.prepared()
    yield source
    source.close()


def _prepare(url: str, extra_plugins: tuple[ModuleType, ...]) -> None:
    engine = make_engine(url)
    plugins = load_plugins(modules=extra_plugins).plugins.values()
    for error in upgrade(engine, [plugin.manifest.package for plugin in plugins]):
        raise error
    with make_session(engine) as session:
        bind_tenant(session, EVERY_TENANT)
        for slug, locale in ((TENANT, "en"), (OTHER_TENANT, "es")):
            create_tenant(session, slug=slug, name=slug.capitalize(), now=utc_now(), locale=locale)
        session.commit()
    engine.dispose()
