"""The one-time link by which a contact, signed in or not, fills in what a case lacks.

It is bound to the contact and the case, lives for :data:`LIFETIME`, is not used up by opening it,
and ends with a newer one, and with a change of the contact's password or address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from core.cases.incomplete.marks import find_missing
from core.cases.lifecycle.transitions import lock_case
from core.cases.models import Case
from core.errors import NotFoundError
from core.identity.credentials.one_time import (
    Purpose,
    find_any_secret,
    issue_link_token,
    use_link_token,
)
from core.identity.models.contact import Contact
from core.identity.services.acting import acting_as_contact

if TYPE_CHECKING:
    from core.cases.incomplete.marks import Missing
    from core.identity.models.secret import OneTimeSecret
    from core.scope import Scope

State = Literal["open", "used", "replaced", "expired", "closed", "complete"]

PURPOSE: Purpose = "complete"
LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What somebody who holds a link may fill in.

    :ivar scope: acts as the contact, with what is theirs
    :ivar state: ``open``, or why there is nothing to fill in: the link was used, a newer one was
        sent, its time is over, the case is closed, or nothing is missing any more
    :ivar missing: what the case lacks, if it is ``open``
    """

    scope: Scope
    case: Case
    contact: Contact
    state: State
    missing: Missing | None = None


def issue_link(scope: Scope, case: Case, contact: Contact) -> str | None:
    """Return the address of a new link; ``None`` where nobody shows the page behind it."""
    if not scope.links.offers("complete"):
        return None
    token = issue_link_token(scope, contact, PURPOSE, lifetime=LIFETIME, about=case.id)
    return scope.link("complete", token=token)


def find_completion(scope: Scope, token: str, *, to_change: bool = False) -> Completion:
    """Return what a link is good for, without using it up.

    :param to_change: lock the case, for whoever is about to fill something in
    :raises NotFoundError: there never was such a link, or its contact is no longer the case's
    """
    secret = find_any_secret(scope, PURPOSE, token)
    row = scope.session.execute(
        select(Case, Contact)
        .join(Contact, (Contact.tenant_id == Case.tenant_id) & (Contact.id == Case.contact_id))
        .where(Case.id == (secret.about_id if secret else None), Contact.hidden.is_(False))
    ).first()
    if secret is None or row is None or row.Contact.id != secret.contact_id:
        raise NotFoundError("the link to complete a case")
    case, contact = row
    acting = acting_as_contact(scope, contact)
    if to_change:
        lock_case(acting, case)
        secret = find_any_secret(scope, PURPOSE, token) or secret
    state = _state(scope, secret, case)
    missing = find_missing(acting, case) if state == "open" else None
    if state == "open" and missing is None:
        state = "complete"
    return Completion(scope=acting, case=case, contact=contact, state=state, missing=missing)


def use_link(scope: Scope, token: str) -> bool:
    """Use a link up. Of parallel requests one is told that it was good."""
    return use_link_token(scope, PURPOSE, token) is not None


def _state(scope: Scope, secret: OneTimeSecret, case: Case) -> State:
    if secret.used_at is not None:
        return "used"
    if case.is_closed:
        return "closed"
    if secret.revoked_at is not None:
        return "replaced"
    return "open" if secret.expires_at > scope.now() else "expired"
