"""Make a database of so many cases for the comparison with peers, on their own PostgreSQL.

Run ``python tests/bench/peers/seed.py 10000``, with ``PERF_WORK`` and ``PERF_PG_PORT`` as they have
them. What was in our database is forgotten.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from load.filling import TENANT, fill, settings_of
from sqlalchemy import NullPool, create_engine, select, text

from core.platform import Platform
from core.settings.environment import read_settings
from core.tenancy.models import Tenant, TenantHost

CONTACTS = 2000
NAME = "ventanilla"
SERVER = f"127.0.0.1:{os.environ.get('PERF_PG_PORT', '55432')}"
FOLDER = Path(os.environ["PERF_WORK"]) / NAME
URL = f"postgresql://{NAME}@{SERVER}/{NAME}"


def main() -> None:
    owner = f"postgresql+psycopg://postgres@{SERVER}/postgres"
    engine = create_engine(owner, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)"))
        query = text("SELECT 1 FROM pg_roles WHERE rolname = :name")
        if connection.execute(query, {"name": NAME}).first() is None:
            connection.execute(text(f"CREATE ROLE {NAME} LOGIN CREATEDB NOSUPERUSER"))
    fill(URL, int(sys.argv[1]), CONTACTS, FOLDER)
    platform = Platform.start(read_settings(settings_of(URL, 8100, FOLDER)))
    with platform.every_tenant() as session:
        tenant_id = session.scalars(select(Tenant.id).where(Tenant.slug == TENANT)).one()
        session.add(TenantHost(host="127.0.0.1", tenant_id=tenant_id))


if __name__ == "__main__":
    main()
