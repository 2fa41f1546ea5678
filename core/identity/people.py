"""What holds for contacts and staff alike."""

from typing import Literal
from uuid import UUID

from sqlalchemy import bindparam, select

from core.db.prepared import PreparedQuery
from core.identity.addresses import fold_address
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.scope import Scope

Person = Contact | Staff
Kind = Literal["contact", "staff"]
KINDS: tuple[Kind, ...] = ("contact", "staff")

_BY_ADDRESS = PreparedQuery(lambda: select(Contact).where(Contact.email_key == bindparam("key")))


def kind_of(person: Person) -> Kind:
    return "contact" if isinstance(person, Contact) else "staff"


def contact_id_of(person: Person | None) -> UUID | None:
    """Return whom an activity row concerns: only contacts are recorded there by their id."""
    return person.id if isinstance(person, Contact) else None


def find_contact_by_address(scope: Scope, address: str) -> Contact | None:
    """Return the contact whose first address this is, however it is written."""
    return _BY_ADDRESS(scope.session, key=fold_address(address)).scalar()


def find_person(scope: Scope, kind: Kind, address: str) -> Person | None:
    """Return the contact or member of staff with that address, however it is written."""
    if kind == "contact":
        return find_contact_by_address(scope, address)
    key = fold_address(address)
    return scope.session.scalar(select(Staff).where(Staff.email_key == key))


def get_person(scope: Scope, kind: Kind, person_id: UUID | None) -> Person | None:
    if person_id is None:
        return None
    if kind == "contact":
        return scope.session.get(Contact, (scope.tenant_id, person_id))
    return scope.session.get(Staff, (scope.tenant_id, person_id))
