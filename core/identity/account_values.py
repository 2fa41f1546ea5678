"""Between the fields of the account form and the columns of an account."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect
from translationstring import TranslationStringFactory

from core.errors import Refused
from core.identity.columns import changes_of, longest_texts, refuse_too_long
from core.identity.models.account import Account
from core.identity.search_words import words_of
from core.plugin import hookspecs
from core.scope import Scope
from fields_config.effective_values import hidden_values

_ = TranslationStringFactory("core")

# Field keys of the account form that are columns. Every other key is a field of the tenant's own.
COLUMNS = ("name", "legal_name", "number")
LONGEST = longest_texts(Account)


def account_values(account: Account) -> dict[str, Any]:
    """Return what is stored, by the field keys of the account form."""
    return {**account.custom, **{key: getattr(account, key) for key in COLUMNS}}


def fill_account(scope: Scope, account: Account, values: Mapping[str, Any]) -> None:
    """Put values into an account, and what searching needs beside them.

    :param values: field keys of the account form and their clean values
    :raises Refused: it has no name, or a text is longer than is stored
    """
    before = account_values(account)
    for key, value in values.items():
        if key in COLUMNS:
            refuse_too_long(LONGEST, key, key, value)
            setattr(account, key, value or "")
        else:
            account.custom = {**account.custom, key: value}
    if not account.name:
        raise Refused(fields={"name": _("An account needs a name.")})
    gone = hidden_values(scope.tenant.form("account"), before, account_values(account))
    if gone:
        account.custom = {key: val for key, val in account.custom.items() if key not in gone}
    found = words_of_account(scope, account)
    if account.search != found and inspect(account).persistent:
        scope.enqueue("cases.index_account", account.id)
    account.search = found


def words_of_account(scope: Scope, account: Account) -> str:
    """Return by what staff find an account."""
    return words_of(scope, "account", account_values(account), *COLUMNS)


def tell_account_change(scope: Scope, account: Account, before: Mapping[str, Any]) -> list[str]:
    """Tell the plugins what is different about an account; return the keys.

    :param before: :func:`account_values` as they were
    """
    changes = changes_of(before, account_values(account))
    if changes:
        scope.announce(hookspecs.account_changed, account_id=account.id, changes=changes)
    return list(changes)
