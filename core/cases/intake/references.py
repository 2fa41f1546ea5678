"""Whom a case may refer to: contacts, accounts and staff that this actor may name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import or_, select
from translationstring import TranslationStringFactory

from core.cases.access import CHANGE
from core.errors import ForbiddenError, Refused
from core.identity.models.account import Account, Membership
from core.identity.models.contact import Contact
from core.identity.services.staff import can_answer

if TYPE_CHECKING:
    from core.db.base import TenantOwned
    from core.scope import Scope

_ = TranslationStringFactory("core")


def check_contact(scope: Scope, contact_id: UUID | None) -> UUID | None:
    """Return whose case it is.

    :raises ForbiddenError: the actor may not file it for them
    :raises Refused: there is no such contact
    """
    actor = scope.actor
    if actor.is_contact:
        if contact_id not in (None, actor.id):
            raise ForbiddenError("file a case for another contact")
        return actor.id
    scope.require(CHANGE)
    if contact_id is not None and not _exists(scope, Contact, contact_id):
        raise Refused(fields={"contact": _("Choose a contact of the list.")})
    return contact_id


def check_account(scope: Scope, account: str | None) -> UUID | None:
    """Return the id of an account that a field names.

    :raises Refused: it does not exist, or is not for this actor to choose
    """
    account_id = as_id(account)
    if account_id is not None and not _may_use_account(scope, account_id):
        raise Refused(fields={"account": _("Choose an account of the list.")})
    return account_id


def check_assignee(scope: Scope, assignee: str | UUID | None) -> UUID | None:
    """Return the id of the assignee.

    :raises ForbiddenError: that is not for this actor to choose
    :raises Refused: they don't exist or don't answer cases
    """
    assignee_id = as_id(assignee)
    if assignee_id is not None:
        scope.require(CHANGE)
        if not can_answer(scope, assignee_id):
            raise Refused(fields={"assignee": _("Choose somebody of the list.")})
    return assignee_id


def as_id(value: Any) -> UUID | None:
    """Read an id; no value is None, and an invalid one is the id of nothing."""
    if value in (None, ""):
        return None
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return UUID(int=0)


def _may_use_account(scope: Scope, account_id: UUID) -> bool:
    if not scope.actor.is_contact:
        return _exists(scope, Account, account_id)
    query = select(Membership.id).where(
        Membership.contact_id == scope.actor.id,
        Membership.account_id == account_id,
        or_(Membership.can_create_for, Membership.is_primary),
    )
    return scope.session.scalar(query) is not None


def _exists(scope: Scope, model: type[TenantOwned], id_: UUID) -> bool:
    return scope.session.scalar(select(model.id).where(model.id == id_)) is not None
