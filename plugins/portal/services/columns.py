"""The columns of the customers' lists, beside the number that leads to the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api.cases import CaseColumn, Cell, choice_cell
from core.plugin.api.fields import option_path, title_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.cases import CaseRow, ListName, OptionView

_ = TranslationStringFactory("portal")

# Of other people's cases one wants to know whose they are; of one's own one knows.
OF_OTHERS: tuple[ListName, ...] = ("accounts",)
BOTH: tuple[ListName, ...] = ("mine", "accounts")


def _subjects(_scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell]:
    return {row.id: Cell(row.subject) for row in rows}


def _contacts(_scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell]:
    return {row.id: Cell(row.contact_name) for row in rows if row.contact_name}


def _accounts(scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell] | None:
    if not _may_see(scope, "account"):
        return None
    return {row.id: Cell(row.account_name) for row in rows if row.account_name}


def _dates(_scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell]:
    return {row.id: Cell(at=row.created_at) for row in rows}


def _types(scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell] | None:
    if not _may_see(scope, "product"):
        return None
    return {row.id: Cell(name_type(scope, row.product)) for row in rows if row.product}


def _statuses(scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell] | None:
    if not _may_see(scope, "status"):
        return None
    return {row.id: choice_cell(row.status) for row in rows if row.status}


def _channels(scope: Scope, rows: Sequence[CaseRow]) -> Mapping[UUID, Cell] | None:
    if not _may_see(scope, "channel"):
        return None
    return {row.id: Cell(row.channel.label) for row in rows if row.channel}


def name_type(scope: Scope, product: OptionView | None) -> str:
    """Return reason and sub-reason of a case; the product itself where there is nothing below."""
    field = scope.tenant.form("case").field("product")
    options = option_path(field.options, product.key) if field and product else None
    if not options:
        return product.label if product else ""
    fallback = scope.tenant.default_locale
    below = options[1:] or options
    return " / ".join(title_of(option, scope.locale, fallback) for option in below)


def _may_see(scope: Scope, key: str) -> bool:
    return scope.tenant.form("case").grant(key, "customer", "detail").visible


COLUMNS = [
    CaseColumn(
        name="portal.subject", title=_("Subject"), lists=BOTH, position=10, values=_subjects
    ),
    CaseColumn(
        name="portal.contact", title=_("Contact"), lists=OF_OTHERS, position=20, values=_contacts
    ),
    CaseColumn(
        name="portal.account", title=_("Account"), lists=OF_OTHERS, position=30, values=_accounts
    ),
    CaseColumn(name="portal.created_at", title=_("Date"), lists=BOTH, position=40, values=_dates),
    CaseColumn(name="portal.product", title=_("Type"), lists=BOTH, position=60, values=_types),
    CaseColumn(name="portal.status", title=_("Status"), lists=BOTH, position=70, values=_statuses),
    CaseColumn(
        name="portal.channel", title=_("Channel"), lists=BOTH, position=80, values=_channels
    ),
]
