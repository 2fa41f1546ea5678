"""What it costs to find customers by each key, rare and common, with and without filters.

    .venv/bin/python tests/bench/customer_search.py 1000000

That many contacts, and a fifth more accounts, on a database beside the one that
``VENTANILLA_TEST_DATABASE_URL`` names (its role must not be a superuser's, whom row-level security
does not hold), or on SQLite in ``var/bench``. It is filled once, by COPY, and kept. One contact in
ten has no account; the last have two or three. Districts come one after the other, as in an import.
"""

import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from load.copying import copy_in
from load.filling import database_beside, make_database, settings_of
from load.rows import Batch
from sqlalchemy import event, func, select

from core.db import migrate
from core.db.base import new_id
from core.identity.models.account import Account, Membership
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.identity.services.staff import create_staff
from core.platform import Platform
from core.scope import Actor, Scope
from core.settings.environment import read_settings
from core.tenancy.services import create_tenant
from plugins.csr_console.models import Customer, CustomerCounter, CustomerText
from plugins.csr_console.services.index import BUCKET, row_id, words_for
from plugins.csr_console.services.search_facts import district_of
from plugins.csr_console.services.searching import Wanted, search_customers

FOLDER = Path("var/bench")
TENANT = "customers"
TABLES = (Contact, Account, Membership, Customer, CustomerText)
BATCH, TURNS, BUDGET = 20_000, 7, 60.0
FIRST = [
    "Ana",
    "Luis",
    "Marta",
    "Pedro",
    "Rosa",
    "Jorge",
    "Elena",
    "Hugo",
    "Inés",
    "Raúl",
    "Zoe",
    "Iván",
    "Olga",
    "Teo",
    "Nora",
    "Saúl",
]
LAST = [
    "García",
    "Rojas",
    "Peña",
    "Mora",
    "Vega",
    "Soto",
    "León",
    "Cruz",
    "Ríos",
    "Lara",
    "Muñoz",
    "Díaz",
    "Gil",
    "Paz",
    "Sanz",
    "Rey",
]
STREETS = ["Olmo", "Cedro", "Roble", "Sauce", "Pino", "Laurel", "Encina", "Acacia"]
DISTRICTS = 12
STATUSES: tuple[dict[str, Any], ...] = (
    *({"portal_access": True, "verified": True},) * 54,
    *({},) * 36,
    *({"portal_access": True},) * 5,
    *({"lock_kind": "temporary"},) * 2,
    *({"lock_kind": "permanent"},) * 2,
    {"hidden": True},
)


def make_batches(scope: Scope, count: int) -> Iterator[Batch]:
    dice = random.Random(5)  # noqa: S311  # the same people every time
    batch: Batch = defaultdict(list)
    for number in range(1, count + 1):
        contact = _contact(scope, dice, number)
        batch[Contact].append(_row_of(contact))
        homes = 0 if number % 10 == 0 else 3 if number > count * 0.85 else 1
        accounts = [_account(scope, dice, number, home, count) for home in range(homes)]
        for account in accounts:
            batch[Account].append(_row_of(account))
            batch[Membership].append(_row_of(_membership(scope, contact, account)))
        for account in accounts or [None]:
            key = {"tenant_id": scope.tenant_id, "id": row_id(contact.id, account)}
            batch[Customer].append(
                {
                    **key,
                    "contact_id": contact.id,
                    "account_id": account.id if account else None,
                    "number": number,
                    "status": contact.portal_status_at(scope.now()),
                    "district": district_of(account),
                }
            )
            words = words_for(scope, contact, account)
            batch[CustomerText].append(key | {"era": number // BUCKET, "text": words})
        if number % BATCH == 0 or number == count:
            yield batch
            batch = defaultdict(list)


def _contact(scope: Scope, dice: random.Random, number: int) -> Contact:
    state = dict(dice.choice(STATUSES))
    verified = scope.now() if state.pop("verified", False) else None
    first, last = dice.choice(FIRST), f"{dice.choice(LAST)} {dice.choice(LAST)}"
    email = f"{first}.{number}@mail.example".lower()
    return Contact(
        **{"tenant_id": scope.tenant_id, "id": new_id(), "lock_kind": "none", **state},
        first_name=first,
        last_name=last if number % 50_000 else "Quetzalcoatl",
        email=email,
        email_key=email,
        identifier=f"{dice.randrange(10**10):010}",
        identifier_key=str(number),
        phone=f"8{dice.randrange(10**9):09}",
        verified_at=verified,
        custom={},
        created_at=scope.now(),
    )


def _account(scope: Scope, dice: random.Random, number: int, home: int, count: int) -> Account:
    street = f"{dice.randrange(1, 3000)} Calle {dice.choice(STREETS)}, piso {home}"
    return Account(
        tenant_id=scope.tenant_id,
        id=new_id(),
        name=f"Suministro {number}-{home}",
        number=f"AC-{number:07}-{home}",
        custom={
            "service_address": street,
            "billing_address": street if dice.random() < 0.9 else f"Apartado {number}",
            "district": f"Distrito {number * DISTRICTS // (count + 1):02}",
        },
        created_at=scope.now(),
    )


def _membership(scope: Scope, contact: Contact, account: Account) -> Membership:
    return Membership(
        tenant_id=scope.tenant_id,
        id=new_id(),
        contact_id=contact.id,
        account_id=account.id,
        created_at=scope.now(),
    )


def _row_of(model: Any) -> dict[str, Any]:
    """Return all columns of a row that no session knows, with their defaults."""
    row = {}
    for column in model.__table__.columns:
        value = getattr(model, column.name)
        if value is None and column.default is not None and column.default.is_scalar:
            value = column.default.arg
        row[column.name] = "" if value is None and not column.nullable else value
    return row


def fill(url: str, count: int) -> Platform:
    make_database(url)
    platform = Platform.start(read_settings(settings_of(url, 6543, FOLDER)))
    migrate.upgrade(platform.engine, platform.plugins.packages)
    with platform.every_tenant(reading=True) as session:
        done = session.scalar(select(CustomerCounter.last))
    if done is None:
        began = time.monotonic()
        with platform.every_tenant() as session:
            create_tenant(session, slug=TENANT, name="Bench", now=platform.clock(), locale="en")
        with platform.scope(TENANT) as scope:
            create_staff(scope, "Clara", "clara@bench.example", None, ["csr"])
        copy_in(platform.engine, make_batches(scope, count), TABLES)
        with platform.scope(TENANT) as scope:
            counter = CustomerCounter(tenant_id=scope.tenant_id, id=new_id(), last=count)
            scope.session.add(counter)
        print(f"filled {count:,} contacts in {time.monotonic() - began:.0f} s", flush=True)
    return platform


LOOKS = {
    "nothing": "",
    "email": "ana.777@",
    "email, all": "example",
    "name": "garcia",
    "name, two": "marta munoz",
    "name, rare": "quetzalcoatl",
    "nobody's": "xanthippe",
    "person id": "4711",
    "account": "AC 0004711 0",
    "account, part": "00047",
    "address": "2172",
    "address, two": "2172 cedro",
    "address, all": "calle",
    "billing": "apartado 123",
    "billing, common": "apartado",
}
FILTERS: dict[str, dict[str, Any]] = {
    "all": {},
    "hidden": {"statuses": ("hidden",)},
    "locked": {"statuses": ("permanently_locked", "hidden")},
    "old district": {"district": "Distrito 00"},
    "both": {"district": "Distrito 03", "statuses": ("not_enrolled", "pending")},
}


def main() -> None:
    count = int(sys.argv[1])
    given = os.environ.get("VENTANILLA_TEST_DATABASE_URL", "")
    url = database_beside(given, FOLDER, f"customers_{count}")
    platform = fill(url, count)
    spent: list[float] = []

    @event.listens_for(platform.engine, "before_cursor_execute")
    def begin(_connection, _cursor, _statement, _parameters, context, _many):  # type: ignore[no-untyped-def]  # SQLAlchemy's
        context.began = time.perf_counter()

    @event.listens_for(platform.engine, "after_cursor_execute")
    def end(_connection, _cursor, _statement, _parameters, context, _many):  # type: ignore[no-untyped-def]  # SQLAlchemy's
        spent.append((time.perf_counter() - context.began) * 1000)

    with platform.scope(TENANT, reading=True) as scope:
        clara = scope.session.scalars(select(Staff).limit(1)).one()
        rows = scope.session.scalar(select(func.count()).select_from(Customer))
        actor = Actor(kind="staff", id=clara.id, name=clara.name)
    print(f"{count:,} contacts in {rows:,} rows")
    slow = 0
    for filter_name, narrowed in FILTERS.items():
        for name, typed in LOOKS.items():
            times, asked, after = [], 0, ""
            for _turn in range(TURNS):
                with platform.scope(TENANT, actor=actor, reading=True) as scope:
                    search = partial(search_customers, scope)
                    spent.clear()
                    page = search(Wanted(text=typed, after=after, **narrowed))
                    times.append(sum(spent))
                    asked = len(spent)
            took = min(times)  # what else the machine does is no part of it
            slow += took > BUDGET
            mark = "  SLOW" if took > BUDGET else ""
            print(
                f"{filter_name:13} {name:16} {took:7.1f} ms  {asked} queries"
                f"  {len(page.rows)} rows{mark}",
                flush=True,
            )
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
