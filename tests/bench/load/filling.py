"""A database with one tenant and its cases, made once and kept for the next run."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from load.copying import copy_in
from load.rows import make_batches
from load.sample import AGENTS, PASSWORD
from sqlalchemy import NullPool, create_engine, make_url, select, text

from core.cases.models import CaseCounter
from core.db import migrate
from core.db.base import new_id
from core.i18n import SHIPPED
from core.identity.credentials.passwords import hasher
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.identity.services.contacts import add_contact
from core.identity.services.staff import create_staff
from core.platform import Platform
from core.scope import Scope
from core.settings.environment import read_settings
from core.tenancy.models import Tenant
from core.tenancy.services import create_tenant

TENANT = "bench"


@dataclass(frozen=True, slots=True)
class Filled:
    """A database that is ready to be measured."""

    url: str
    cases: int
    contacts: int


def settings_of(url: str, port: int, folder: Path) -> dict[str, str]:
    """Return the environment of an installation over that database."""
    folder.mkdir(parents=True, exist_ok=True)
    mine = {
        "VENTANILLA_DATABASE_URL": url,
        "VENTANILLA_BROKER_URL": "",
        "VENTANILLA_SMTP_URL": "",
        "VENTANILLA_BLOB_URL": f"file://{folder.absolute() / 'blobs'}",
        "VENTANILLA_SECRET_FILE": str(folder.absolute() / "secret"),
        "VENTANILLA_BASE_DOMAIN": f"localhost:{port}",
        "VENTANILLA_LOG_FORMAT": "json",
    }
    others = {key: value for key, value in os.environ.items() if not key.startswith("VENTANILLA_")}
    return others | mine


def fill(url: str, cases: int, contacts: int, folder: Path) -> Filled:
    """Fill the database unless it is filled.

    :param contacts: among how many people the cases are spread
    """
    make_database(url)
    platform = Platform.start(read_settings(settings_of(url, 6543, folder)))
    migrate.upgrade(platform.engine, platform.plugins.packages)
    with platform.every_tenant(reading=True) as session:
        done = session.scalar(select(CaseCounter.last))
    if done is None:
        began = time.monotonic()
        with platform.every_tenant() as session:
            create_tenant(session, slug=TENANT, name="Bench", now=platform.clock(), locale="en")
        with platform.scope(TENANT) as scope:
            people, agents = add_people(scope, contacts)
        copy_in(platform.engine, make_batches(scope, people, agents, cases))
        with platform.scope(TENANT) as scope:
            scope.session.add(CaseCounter(tenant_id=scope.tenant_id, id=new_id(), last=cases))
        print(f"filled {cases:,} cases in {time.monotonic() - began:.0f} s", flush=True)
    platform.engine.dispose()
    return Filled(url, cases, contacts)


def fill_tenants(url: str, count: int, folder: Path) -> None:
    """Make so many tenants, ``t0`` and on, each with everything at its default."""
    make_database(url)
    platform = Platform.start(read_settings(settings_of(url, 6543, folder)))
    migrate.upgrade(platform.engine, platform.plugins.packages)
    with platform.every_tenant() as session:
        if session.scalar(select(Tenant.id).limit(1)) is None:
            now = platform.clock()
            session.add_all(
                Tenant(
                    id=new_id(),
                    slug=f"t{number}",
                    name=f"Tenant {number}",
                    default_locale="en",
                    languages=list(SHIPPED),
                    created_at=now,
                )
                for number in range(count)
            )
    platform.engine.dispose()


def database_beside(given: str, folder: Path, name: str) -> str:
    """Return the address of a database of our own: beside the one given, or a file."""
    if not given:
        return f"sqlite:///{folder.absolute() / f'bench_{name}.db'}"
    beside = make_url(given)
    return beside.set(database=f"{beside.database}_{name}").render_as_string(hide_password=False)


def make_database(url: str) -> None:
    """Make a PostgreSQL database that does not exist; SQLite does it by itself."""
    wanted = make_url(url)
    if wanted.get_backend_name() != "postgresql":
        return
    wanted = wanted.set(drivername="postgresql+psycopg")
    beside = wanted.set(database="postgres")
    engine = create_engine(beside, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        name = wanted.database
        query = text("SELECT 1 FROM pg_database WHERE datname = :name")
        if connection.execute(query, {"name": name}).first() is None:
            connection.execute(text(f'CREATE DATABASE "{name}"'))


def add_people(scope: Scope, count: int) -> tuple[list[Contact], list[Staff]]:
    """Add contacts and agents, all with one password."""
    secret = hasher().hash(PASSWORD)
    people = []
    for number in range(1, count + 1):
        contact = add_contact(
            scope,
            {
                "first_name": "Customer",
                "last_name": str(number),
                "email": f"cust{number}@example.com",
            },
            enters=True,
        )
        contact.verified_at, contact.password_hash = scope.now(), secret
        people.append(contact)
    agents = [
        create_staff(scope, f"Agent {number}", f"agent{number}@example.net", PASSWORD, ["agent"])
        for number in range(1, AGENTS + 1)
    ]
    scope.session.flush()
    return people, agents
