"""Filling an empty installation with the demo's four organisations."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.demo.conversations import DAYS, Cast, Conversations
from core.demo.households import add_households, is_utility, supply
from core.demo.people import COMPANIES, PASSWORD, STAFF, Person, make_people
from core.identity.credentials.passwords import hasher
from core.identity.services.accounts import add_membership, create_account
from core.identity.services.contacts import add_contact
from core.identity.services.locks import lock_by_failures
from core.identity.services.staff import create_staff
from core.plugin import hookspecs
from core.presets.services import apply_preset
from core.tenancy.models import Tenant
from core.tenancy.services import create_tenant

if TYPE_CHECKING:
    from uuid import UUID

    from core.identity.models.account import Account
    from core.identity.models.contact import Contact
    from core.platform import Platform
    from core.scope import Scope

TENANTS = {
    "contact-center": "Conecta Hogar y Móvil",
    "crm": "Distribuidora Nogal",
    "msp": "Lighthouse IT",
    "utility": "Rivermouth Water",
}
LANGUAGES = {"contact-center": "es", "crm": "es", "msp": "en", "utility": "en"}
COLLEAGUES = {
    "es": {"admin": "Adriana Solano", "agent": "Marcos Peralta", "csr": "Clara Benítez"},
    "en": {"admin": "Adrian Cole", "agent": "Megan Price", "csr": "Carl Whitfield"},
}
CONTACTS = 40


def is_seeded(platform: Platform) -> bool:
    """Whether the demo's data are there already."""
    with platform.every_tenant(reading=True) as session:
        found = set(session.scalars(select(Tenant.slug).where(Tenant.slug.in_(TENANTS))))
    return found == set(TENANTS)


def seed_demo(platform: Platform) -> None:
    """Make the four organisations. The same people and words every time, up to today."""
    for slug, name in TENANTS.items():
        with platform.every_tenant() as session:
            if session.scalar(select(Tenant.id).where(Tenant.slug == slug)) is not None:
                continue
            create_tenant(
                session, slug=slug, name=name, now=platform.clock(), locale=LANGUAGES[slug]
            )
        with platform.scope(slug) as scope:
            apply_preset(scope, slug.replace("-", "_"))
        with platform.scope(slug) as scope:
            _fill(scope)


def _fill(scope: Scope) -> None:
    slug = scope.tenant.slug
    language = LANGUAGES[slug]
    random = Random(slug)  # noqa: S311  # the same data every time is the point
    people = make_people(random, language, CONTACTS)
    agents = [
        create_staff(scope, name, STAFF[role], PASSWORD, [role])
        for role, name in COLLEAGUES[language].items()
    ]
    password_hash = hasher().hash(PASSWORD)
    contacts = [_add_contact(scope, person, password_hash, random) for person in people]
    accounts = [
        _add_company(scope, position, name)
        for position, name in enumerate(COMPANIES[language].split("|"))
    ]
    homes = add_households(scope, contacts) if is_utility(scope) else {}
    cast = Cast(
        language=language,
        random=random,
        contacts=contacts,
        account_of=homes | _join_accounts(scope, contacts, accounts),
        agent=agents[1],
    )
    Conversations(scope, cast).tell_all()
    lock_by_failures(scope, contacts[-1])
    scope.session.flush()
    scope.announce(hookspecs.demo_made)


def _add_company(scope: Scope, position: int, name: str) -> Account:
    values = {"name": name, "legal_name": name, "number": f"{40_010 + 17 * position}"}
    return create_account(scope, values | (supply(position) if is_utility(scope) else {}))


def _add_contact(scope: Scope, person: Person, password_hash: str, random: Random) -> Contact:
    values = {
        "first_name": person.first,
        "last_name": person.last,
        "email": person.email,
        "identifier": f"{random.randrange(10_000_000, 99_999_999)}",
    }
    if scope.tenant.form("contact").field("username") is not None:
        values["username"] = person.email.partition("@")[0]
    contact = add_contact(scope, values, enters=True)
    contact.verified_at = scope.now() - timedelta(days=DAYS + 10)
    contact.password_hash = password_hash
    contact.password_changed_at = contact.verified_at
    return contact


def _join_accounts(
    scope: Scope, contacts: list[Contact], accounts: list[Account]
) -> dict[UUID, UUID]:
    """Ana heads the first company and Bruno works there; two thirds of the others have one."""
    joined = {}
    for position, contact in enumerate(contacts):
        if position > 1 and position % 3 == 0:
            continue
        account = accounts[0 if position in (0, 1, 2, 4) else position % len(accounts)]
        add_membership(
            scope,
            contact.id,
            account.id,
            is_primary=position == 0,
            can_create_for=True,
        )
        joined[contact.id] = account.id
    return joined
