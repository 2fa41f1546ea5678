"""Cases to test with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

from core.cases.services import create_case
from core.identity.models.staff import Staff
from core.scope import SYSTEM, Actor
from core.testing.database import TENANT

if TYPE_CHECKING:
    from core.cases.models import Case
    from core.identity.models.contact import Contact
    from core.testing.people import MakePerson
    from core.testing.scopes import OpenScope

A_CASE = {
    "product": "general/question/information",
    "subject": "A question",
    "message": "<p>How does it work?</p>",
}


class MakeCase(Protocol):
    """Files a case of a contact, in one tenant, with the given values of the case form."""

    def __call__(
        self, contact: Contact | None = ..., *, slug: str = ..., actor: Actor = ..., **values: Any
    ) -> Case: ...


def actor_of(person: Contact | Staff, *permissions: str) -> Actor:
    """Return what services know of a person who is signed in."""
    return Actor(
        kind="staff" if isinstance(person, Staff) else "contact",
        id=person.id,
        name=person.name,
        permissions=frozenset(permissions),
    )


@pytest.fixture
def make_case(any_scope: OpenScope, make_contact: MakePerson[Contact]) -> MakeCase:
    """File a case the way the pages do, with number, first note, activity and jobs.

    ``make_case(ana, subject="No light")``. ``actor`` is the system unless the test says otherwise.
    """

    def make(
        contact: Contact | None = None, *, slug: str = TENANT, actor: Actor = SYSTEM, **values: Any
    ) -> Case:
        contact = contact or make_contact(slug=slug)
        with any_scope(slug, actor=actor) as scope:
            return create_case(scope, A_CASE | values, contact_id=contact.id)

    return make
