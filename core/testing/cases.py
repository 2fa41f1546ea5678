"""Cases to test with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

from core.cases.services import change_case, create_case, read_changes, read_new_case
from core.identity.models.staff import Staff
from core.scope import SYSTEM, Actor
from core.testing.database import TENANT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from core.cases.models import Case
    from core.identity.models.contact import Contact
    from core.scope import Scope
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
        self,
        contact: Contact | None = ...,
        *,
        slug: str = ...,
        actor: Actor = ...,
        assignee_id: UUID | None = ...,
        **values: Any,
    ) -> Case: ...


def file_case(
    scope: Scope,
    values: Mapping[str, Any],
    *,
    contact_id: UUID | None = None,
    assignee_id: UUID | None = None,
    once: str | None = None,
) -> Case:
    """Validate the values and file a case with them, as whoever the scope is for.

    The parameters are those of :func:`core.cases.services.read_new_case` and
    :func:`core.cases.services.create_case`.
    """
    given = read_new_case(scope, values, contact_id=contact_id, assignee_id=assignee_id)
    return create_case(scope, given, once=once)


def edit_case(
    scope: Scope, case: Case, values: Mapping[str, Any], *, version: int | None = None
) -> dict[str, list[Any]]:
    """Validate the values and change a case with them.

    :param version: as for :func:`core.cases.services.read_changes`
    """
    return change_case(scope, case, read_changes(scope, case, values, version=version))


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
        contact: Contact | None = None,
        *,
        slug: str = TENANT,
        actor: Actor = SYSTEM,
        assignee_id: UUID | None = None,
        **values: Any,
    ) -> Case:
        contact = contact or make_contact(slug=slug)
        with any_scope(slug, actor=actor) as scope:
            return file_case(scope, A_CASE | values, contact_id=contact.id, assignee_id=assignee_id)

    return make
