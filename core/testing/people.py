"""People to test with. Whoever is made may sign in; what matters to the test, it says itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import pytest

from core.db.base import new_id
from core.identity.contact_values import fill_contact
from core.identity.credentials.passwords import hasher, use_cheap_hashes_for_tests_only
from core.identity.models.account import Account, Membership
from core.identity.models.staff import Staff
from core.identity.services.contacts import add_contact
from core.plugin import hookspecs
from core.testing.database import TENANT
from fields_config.form_values import only

if TYPE_CHECKING:
    from core.identity.models.contact import Contact
    from core.testing.scopes import OpenScope

PASSWORD = "ventanilla-demo"
T_co = TypeVar("T_co", covariant=True)


class MakePerson(Protocol[T_co]):
    """Makes a row, in one tenant, with the given values."""

    def __call__(self, *, slug: str = ..., **values: Any) -> T_co: ...


@pytest.fixture(autouse=True, scope="session")
def _cheap_hashes() -> None:
    use_cheap_hashes_for_tests_only()


@pytest.fixture
def numbers() -> Iterator[int]:
    """Numbers that make names and addresses of this test different."""
    return count(1)


@pytest.fixture
def make_contact(any_scope: OpenScope, numbers: Iterator[int]) -> MakePerson[Contact]:
    """Make a contact who may use the portal, with the password ``ventanilla-demo``.

    ``make_contact(first_name="Ana")``. Values are those of the contact form, of retired fields as
    well, and names of other columns.
    """

    def make(*, slug: str = TENANT, **values: Any) -> Contact:
        number = next(numbers)
        form = {
            "first_name": "Ana",
            "last_name": f"Contact {number}",
            "identifier": f"C-{number:04}",
            "email": f"contact{number}@{slug}.example",
        }
        columns = {"verified_at", "hidden", "locale", "time_zone", "lock_kind", "lock_reason"}
        form |= {key: value for key, value in values.items() if key not in columns}
        with any_scope(slug) as scope:
            asked = {field.key for field in scope.tenant.form("contact").active_fields()}
            contact = add_contact(scope, only(form, asked), enters=values.get("portal_user", True))
            fill_contact(scope, contact, only(form, form.keys() - asked))
            contact.password_hash = hasher().hash(PASSWORD)
            contact.verified_at = scope.now()
            for name in columns & values.keys():
                setattr(contact, name, values[name])
            scope.session.flush()
            scope.hooks.index(hookspecs.index_contact, scope=scope, contact_id=contact.id)
        return contact

    return make


@pytest.fixture
def make_staff(any_scope: OpenScope, numbers: Iterator[int]) -> MakePerson[Staff]:
    """Make a member of staff, an agent unless ``roles`` says otherwise; the same password."""

    def make(*, slug: str = TENANT, **values: Any) -> Staff:
        number = next(numbers)
        with any_scope(slug) as scope:
            email = values.pop("email", f"staff{number}@{slug}.example")
            defaults = {"name": f"Staff {number}", "roles": ["agent"]}
            staff = Staff(
                id=new_id(),
                tenant_id=scope.tenant_id,
                email=email,
                email_key=email,
                password_hash=hasher().hash(PASSWORD),
                created_at=scope.now(),
                **defaults | values,
            )
            scope.session.add(staff)
            scope.session.flush()
        return staff

    return make


@pytest.fixture
def make_account(any_scope: OpenScope, numbers: Iterator[int]) -> MakePerson[Account]:
    """Make an account, with people in it: ``make_account(members={ana: {"is_primary": True}})``."""

    def make(
        *, slug: str = TENANT, members: dict[Contact, dict[str, bool]] | None = None, **values: Any
    ) -> Account:
        number = next(numbers)
        with any_scope(slug) as scope:
            name = values.pop("name", f"Account {number}")
            account = Account(
                id=new_id(),
                tenant_id=scope.tenant_id,
                name=name,
                search=name.casefold(),
                created_at=scope.now(),
                **values,
            )
            scope.session.add(account)
            scope.session.flush()
            for contact, grants in (members or {}).items():
                scope.session.add(
                    Membership(
                        tenant_id=scope.tenant_id,
                        contact_id=contact.id,
                        account_id=account.id,
                        created_at=scope.now(),
                        **grants,
                    )
                )
                scope.session.flush()
                scope.hooks.index(hookspecs.index_contact, scope=scope, contact_id=contact.id)
        return account

    return make
