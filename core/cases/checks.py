"""What a case may be given: values that this actor may set, and references that exist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import or_, select
from translationstring import TranslationStringFactory

from core.cases.access import CHANGE
from core.cases.values import REFERENCES
from core.errors import ForbiddenError, Refused
from core.identity.models.account import Account, Membership
from core.identity.models.contact import Contact
from core.identity.staff import can_answer
from fields_config.policy import decide
from fields_config.settling import settled_values

if TYPE_CHECKING:
    from core.db.base import TenantOwned
    from core.scope import Scope
    from fields_config.definition import Screen

_ = TranslationStringFactory("core")

# Whose case it is and who answers it: staff choose that beside the form.
ABOVE_THE_FORM = ("contact", "assignee")
NOT_OFFERED = _("Part of what was sent is not in this form, so nothing was saved.")


def refuse_strays(
    scope: Scope,
    keys: Mapping[str, Any],
    screen: Screen,
    values: Mapping[str, Any],
) -> None:
    """Refuse fields that the actor's audience may not edit, whatever door they came through.

    The system itself (mail, imports, the demo) sets what it needs.

    :param keys: what is to be set
    :param values: what the case holds then
    :raises Refused: one of them was not offered
    """
    if scope.actor.kind == "system":
        return
    form = scope.tenant.form("case")
    values = settled_values(form, values, is_new=screen == "create")
    for key in keys:
        if key in ABOVE_THE_FORM and scope.actor.is_staff:
            continue
        if not decide(form, key, scope.actor.audience, screen, values).editable:
            raise Refused(NOT_OFFERED)


def contact_of(scope: Scope, values: Mapping[str, Any], contact_id: UUID | None) -> UUID | None:
    """Return whose case it is.

    :raises ForbiddenError: the actor may not file it for them
    :raises Refused: there is no such contact
    """
    actor = scope.actor
    if actor.is_contact:
        if contact_id not in (None, actor.id) or values.get("contact"):
            raise ForbiddenError("file a case for another contact")
        return actor.id
    if actor.kind != "system":
        scope.require(CHANGE)
    if contact_id is None and values.get("contact"):
        contact_id = as_id(values["contact"])
    if contact_id is not None and not _exists(scope, Contact, contact_id):
        raise Refused(fields={"contact": _("Choose a contact of the list.")})
    return contact_id


def references_of(scope: Scope, values: Mapping[str, Any]) -> dict[str, UUID | None]:
    """Return the columns of the account and the assignee that the values name.

    :raises Refused: one does not exist, or is not for this actor to choose
    """
    found: dict[str, UUID | None] = {}
    if "account" in values:
        account_id = as_id(values["account"])
        if account_id is not None and not _may_use_account(scope, account_id):
            raise Refused(fields={"account": _("Choose an account of the list.")})
        found[REFERENCES["account"]] = account_id
    if "assignee" in values:
        assignee_id = as_id(values["assignee"])
        if assignee_id is not None and not can_answer(scope, assignee_id):
            raise Refused(fields={"assignee": _("Choose somebody of the list.")})
        found[REFERENCES["assignee"]] = assignee_id
    return found


def as_id(value: Any) -> UUID | None:
    """Read an id; nothing stands for none, and what is no id for one that does not exist."""
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
