"""Accounts, and what contacts may do in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import String, delete, inspect, select
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.db.base import new_id
from core.errors import NotFoundError, Refused
from core.identity.models.account import Account, Membership
from core.plugin import hookspecs
from core.scope import Scope
from core.search_text import has_word, spellings_of, words_of_facts
from fields_config.errors import RefusedValueError
from fields_config.kinds.text import read_text

_ = TranslationStringFactory("core")

FACTS = ("name", "legal_name", "number")
LONGEST = {
    column.name: column.type.length or 0
    for column in Account.__table__.columns
    if isinstance(column.type, String)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountGrant:
    """What one contact may do in one account. A primary contact may do everything."""

    account_id: UUID
    name: str
    can_view_cases: bool
    can_create_for: bool
    can_export: bool
    is_primary: bool


def create_account(scope: Scope, values: Mapping[str, Any]) -> Account:
    """Add an account.

    :param values: ``name``, ``legal_name``, ``number``; other keys are the tenant's own fields
    :raises Refused: it has no name, or a text is too long or none that can be stored
    """
    account = Account(
        id=new_id(), tenant_id=scope.tenant_id, custom={}, created_at=scope.now(), search=""
    )
    _fill(scope, account, values)
    scope.session.add(account)
    record_activity(scope, "account_created", account_id=account.id)
    _tell_change(scope, account, {})
    scope.session.flush()
    return account


def change_account(scope: Scope, account: Account, values: Mapping[str, Any]) -> None:
    """Change fields of an account.

    :raises Refused: as for :func:`create_account`
    """
    before = _values_of(account)
    _fill(scope, account, values)
    record_activity(scope, "account_changed", account_id=account.id)
    _tell_change(scope, account, before)


def _values_of(account: Account) -> dict[str, Any]:
    return {**account.custom, **{fact: getattr(account, fact) for fact in FACTS}}


def _tell_change(scope: Scope, account: Account, before: Mapping[str, Any]) -> None:
    changes = {
        key: [before.get(key), value]
        for key, value in _values_of(account).items()
        if value != before.get(key)
    }
    if changes:
        scope.announce(hookspecs.account_changed, account_id=account.id, changes=changes)


def get_account(scope: Scope, account_id: UUID) -> Account:
    """Return an account.

    :raises NotFoundError: the tenant has none with that id
    """
    account = scope.session.get(Account, (scope.tenant_id, account_id))
    if account is None:
        raise NotFoundError(str(account_id))
    return account


def list_accounts(
    scope: Scope, text: str = "", *, after: UUID | None = None, size: int = 25
) -> list[tuple[UUID, str]]:
    """Return ids and names, the newest first, of accounts that hold each word.

    :param after: the last account of the page before
    """
    query = select(Account.id, Account.name).order_by(Account.id.desc()).limit(size)
    words = spellings_of(text[:200])
    if text.strip() and not words:
        return []  # signs alone
    for word in words:
        query = query.where(has_word(Account.search, word))
    if after is not None:
        query = query.where(Account.id < after)
    return [(row.id, row.name) for row in scope.session.execute(query)]


def add_membership(
    scope: Scope,
    contact_id: UUID,
    account_id: UUID,
    *,
    can_view_cases: bool = False,
    can_create_for: bool = False,
    can_export: bool = False,
    is_primary: bool = False,
) -> Membership:
    """Put a contact into an account.

    :raises Refused: the contact is in it; what somebody else has set there is not written over
    """
    if _find_membership(scope, contact_id, account_id) is not None:
        raise Refused(
            "",
            {
                "account_id": _(
                    "The contact is in this account already: change it on the contact's page."
                )
            },
        )
    membership = Membership(
        tenant_id=scope.tenant_id,
        contact_id=contact_id,
        account_id=account_id,
        created_at=scope.now(),
        can_view_cases=can_view_cases,
        can_create_for=can_create_for,
        can_export=can_export,
        is_primary=is_primary,
    )
    scope.session.add(membership)
    _record_membership(scope, membership)
    return membership


def get_membership(scope: Scope, contact_id: UUID, account_id: UUID) -> Membership:
    """Return what a contact may do in an account.

    :raises NotFoundError: the contact is not in it
    """
    membership = _find_membership(scope, contact_id, account_id)
    if membership is None:
        raise NotFoundError(str(account_id))
    return membership


def change_membership(scope: Scope, membership: Membership, **grants: bool) -> None:
    """Change what a member may do in an account: what is named, and nothing else."""
    for name, is_on in grants.items():
        setattr(membership, name, is_on)
    _record_membership(scope, membership)


def _find_membership(scope: Scope, contact_id: UUID, account_id: UUID) -> Membership | None:
    return scope.session.scalar(
        select(Membership).where(
            Membership.contact_id == contact_id, Membership.account_id == account_id
        )
    )


def _record_membership(scope: Scope, membership: Membership) -> None:
    record_activity(
        scope,
        "membership_changed",
        contact_id=membership.contact_id,
        account_id=membership.account_id,
        is_member=True,
    )
    scope.session.flush()


def remove_membership(scope: Scope, contact_id: UUID, account_id: UUID) -> None:
    """Take a contact out of an account; it acts at the contact's next request."""
    scope.session.execute(
        delete(Membership).where(
            Membership.contact_id == contact_id, Membership.account_id == account_id
        )
    )
    record_activity(
        scope, "membership_changed", contact_id=contact_id, account_id=account_id, is_member=False
    )


def accounts_of(scope: Scope, contact_id: UUID) -> list[AccountGrant]:
    """Return the accounts of a contact, by name. One query."""
    rows = scope.session.execute(
        select(
            Account.id,
            Account.name,
            Membership.can_view_cases,
            Membership.can_create_for,
            Membership.can_export,
            Membership.is_primary,
        )
        .join(
            Membership,
            (Membership.tenant_id == Account.tenant_id) & (Membership.account_id == Account.id),
        )
        .where(Membership.contact_id == contact_id)
        .order_by(Account.name, Account.id)
    )
    return [
        AccountGrant(
            account_id=row.id,
            name=row.name,
            can_view_cases=row.can_view_cases or row.is_primary,
            can_create_for=row.can_create_for or row.is_primary,
            can_export=row.can_export or row.is_primary,
            is_primary=row.is_primary,
        )
        for row in rows
    ]


def _fill(scope: Scope, account: Account, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if key in FACTS:
            setattr(account, key, _read_fact(key, value))
        else:
            account.custom = {**account.custom, key: value}
    if not account.name:
        raise Refused(fields={"name": _("An account needs a name.")})
    found = words_of_account(account)
    if account.search != found and inspect(account).persistent:
        scope.enqueue("cases.index_account", account.id)
    account.search = found


def _read_fact(key: str, value: Any) -> str:
    try:
        return read_text(value or "", LONGEST[key], lines=False)
    except RefusedValueError as refusal:
        raise Refused(fields={key: refusal.message}) from None


def words_of_account(account: Account) -> str:
    """Return by what staff find an account."""
    return words_of_facts(getattr(account, fact) for fact in FACTS)
