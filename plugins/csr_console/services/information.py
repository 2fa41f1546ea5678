"""What is known of a customer: the profile and each account, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api.people import accounts_of, filed, filed_account, get_account, shown_fields
from plugins.csr_console.services.masking import MASK, masked_facts

if TYPE_CHECKING:
    from collections.abc import Collection

    from core.plugin.api import Scope
    from core.plugin.api.people import AccountGrant, Contact, Filed

_ = TranslationStringFactory("csr_console")

PROFILE = "profile"
GRANTS = {
    "can_view_cases": _("sees cases"),
    "can_create_for": _("files cases"),
    "can_export": _("exports cases"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One part of the page: the profile, or an account.

    :ivar key: what its address calls it: :data:`PROFILE`, or the account's id
    :ivar rows: labels and values
    """

    key: str
    title: str
    rows: tuple[tuple[str, str], ...]


def list_sheets(scope: Scope, contact: Contact) -> list[Sheet]:
    """Return the profile and the accounts, as the actor may see them now."""
    hidden = masked_facts(scope, contact.id)
    profile = _rows(scope, "contact", filed(scope, contact), hidden)
    if "username" not in {key for key, _label, _text in profile}:
        is_hidden = "contact.email" in hidden and not contact.username
        name = MASK if is_hidden else contact.username or contact.email or ""
        profile.append(("username", scope.translate(_("Username")), name))
    sheets = [Sheet(PROFILE, scope.translate(_("Profile")), _plain(profile))]
    for grant in accounts_of(scope, contact.id):
        account = get_account(scope, grant.account_id)
        rows = _rows(scope, "account", filed_account(scope, account), hidden)
        rows.append(("", scope.translate(_("Account settings")), _settings(scope, grant)))
        title = MASK if "account.name" in hidden else account.name
        sheets.append(Sheet(str(account.id), title, _plain(rows)))
    return sheets


def _rows(
    scope: Scope, form: str, known: Filed, hidden: Collection[str]
) -> list[tuple[str, str, str]]:
    return [
        (one.key, one.label, MASK if one.text and f"{form}.{one.key}" in hidden else one.text)
        for one in shown_fields(scope, known)
    ]


def _plain(rows: list[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for _key, label, text in rows)


def _settings(scope: Scope, grant: AccountGrant) -> str:
    if grant.is_primary:
        return scope.translate(_("Primary contact: may do everything"))
    held = [scope.translate(words) for name, words in GRANTS.items() if getattr(grant, name)]
    return ", ".join(held) or scope.translate(_("Member, without rights of their own"))
