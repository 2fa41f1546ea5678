"""Accounts, and what contacts may do in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, select
from translationstring import TranslationStringFactory

from core.activity.services import record_activity
from core.db.base import new_id
from core.db.prepared import PreparedQuery
from core.errors import ConflictError, NotFoundError, Refused
from core.identity.account_values import account_values, fill_account, tell_account_change
from core.identity.columns import claim_version
from core.identity.models.account import Account, Membership
from core.identity.search_words import is_hidden_from_staff
from core.plugin import hookspecs
from core.scope import Scope
from core.search_text import has_word, spellings_of
from core.tenancy.validation import validate_values

_ = TranslationStringFactory("core")


class AccountRow(NamedTuple):
    """An account in a list."""

    id: UUID
    name: str
    number: str


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

    :param values: what an account form has validated, or what a program gives: see
        :func:`core.tenancy.validation.validate_values`
    :raises Refused: it has no name, or a value is not possible
    """
    given = validate_values(scope, "account", "create", values)
    account = Account(
        id=new_id(),
        tenant_id=scope.tenant_id,
        name="",
        legal_name="",
        number="",
        custom={},
        created_at=scope.now(),
        search="",
    )
    fill_account(scope, account, given)
    scope.session.add(account)
    record_activity(scope, "account_created", account_id=account.id)
    tell_account_change(scope, account, {})
    scope.session.flush()
    return account


def change_account(
    scope: Scope, account: Account, values: Mapping[str, Any], *, version: int | None = None
) -> list[str]:
    """Change fields of an account, and return the keys of those that are different now.

    :param values: as for :func:`create_account`; what is not given is left alone
    :param version: what the editor had read
    :raises ConflictError: somebody else changed the account since
    :raises Refused: as for :func:`create_account`
    """
    if version is not None and not claim_version(scope, account, version):
        raise ConflictError(str(account.id))
    before = account_values(account)
    given = validate_values(scope, "account", "detail", values, current=before)
    fill_account(scope, account, given)
    changed = tell_account_change(scope, account, before)
    if changed:
        record_activity(scope, "account_changed", account_id=account.id, fields=changed)
    scope.session.flush()
    scope.hooks.index(hookspecs.index_account, scope=scope, account_id=account.id)
    return changed


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
) -> list[AccountRow]:
    """Return accounts, the newest first, whose words for the search hold each word.

    :param after: the last account of the page before
    """
    query = select(Account.id, Account.name, Account.number).order_by(Account.id.desc()).limit(size)
    words = spellings_of(text[:200])
    if text.strip() and not words:
        return []  # signs alone
    for word in words:
        query = query.where(has_word(Account.search, word))
    if after is not None:
        query = query.where(Account.id < after)
    no_number = is_hidden_from_staff(scope, "account", "number")
    return [
        AccountRow(row.id, row.name, "" if no_number else row.number)
        for row in scope.session.execute(query)
    ]


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
    scope.hooks.index(hookspecs.index_contact, scope=scope, contact_id=membership.contact_id)


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
    scope.hooks.index(hookspecs.index_contact, scope=scope, contact_id=contact_id)


def accounts_of(scope: Scope, contact_id: UUID) -> list[AccountGrant]:
    """Return the accounts of a contact, by name. One query."""
    return [
        AccountGrant(
            account_id=row.id,
            name=row.name,
            can_view_cases=row.can_view_cases or row.is_primary,
            can_create_for=row.can_create_for or row.is_primary,
            can_export=row.can_export or row.is_primary,
            is_primary=row.is_primary,
        )
        for row in _accounts_of(scope.session, contact_id=contact_id)
    ]


@PreparedQuery
def _accounts_of() -> Select[Any]:
    account, member = Account.__table__.c, Membership.__table__.c
    columns = (member.can_view_cases, member.can_create_for, member.can_export, member.is_primary)
    is_theirs = (member.tenant_id == account.tenant_id) & (member.account_id == account.id)
    return (
        select(account.id, account.name, *columns)
        .select_from(Account.__table__.join(Membership.__table__, is_theirs))
        .where(member.contact_id == bindparam("contact_id"))
        .order_by(account.name, account.id)
    )
