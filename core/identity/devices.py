"""Browsers that a person has signed in from before: locks by failed guesses spare them."""

import hashlib
import secrets
from uuid import UUID

from sqlalchemy import delete, select

from core.identity.models.contact import Contact
from core.identity.models.session import KnownDevice
from core.identity.people import Person
from core.scope import Scope

LONGEST_TOKEN = 100


def find_device(scope: Scope, person_id: UUID, token: str) -> KnownDevice | None:
    """Return the device if that person has signed in from it.

    :param person_id: an id of nobody costs the same time
    """
    return scope.session.scalar(
        select(KnownDevice).where(
            KnownDevice.token_hash == _hash(token),
            (KnownDevice.contact_id == person_id) | (KnownDevice.staff_id == person_id),
        )
    )


def remember_device(scope: Scope, person: Person, token: str) -> str:
    """Remember where the person signed in, and return the token for the browser to keep.

    :param token: what the browser sent; one that we did not give out is replaced
    """
    device = find_device(scope, person.id, token)
    if device is not None:
        device.seen_at = scope.now()
        return token
    if not token or not _is_ours(scope, token):
        token = secrets.token_urlsafe(32)
    is_contact = isinstance(person, Contact)
    scope.session.add(
        KnownDevice(
            tenant_id=scope.tenant_id,
            token_hash=_hash(token),
            contact_id=person.id if is_contact else None,
            staff_id=None if is_contact else person.id,
            created_at=scope.now(),
            seen_at=scope.now(),
        )
    )
    return token


def forget_device(scope: Scope, device: KnownDevice) -> None:
    """Take the privilege back from one device."""
    scope.session.delete(device)


def forget_devices(scope: Scope, person_id: UUID) -> None:
    """Take it back from all devices of a person."""
    scope.session.execute(
        delete(KnownDevice).where(
            (KnownDevice.contact_id == person_id) | (KnownDevice.staff_id == person_id)
        )
    )


def _is_ours(scope: Scope, token: str) -> bool:
    """Whether somebody (else) of this tenant signed in from that browser before."""
    query = select(KnownDevice.id).where(KnownDevice.token_hash == _hash(token)).limit(1)
    return scope.session.scalar(query) is not None


def _hash(token: str) -> str:
    return hashlib.sha256(token[:LONGEST_TOKEN].encode("utf-8", "replace")).hexdigest()
