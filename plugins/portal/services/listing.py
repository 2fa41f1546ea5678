"""The lists of cases: what the address asks for, and what the page shows for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from translationstring import TranslationStringFactory

from core.plugin.api.cases import (
    MAX_TYPED,
    CaseFilter,
    CaseView,
    Filter,
    asked_of,
    choose,
    conditions_asked,
    finds_nothing,
    list_filters,
    list_part_filters,
    list_views,
    narrow_view,
    read_number,
    status_fields,
    status_filter,
    unheeded,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
    from core.plugin.api.cases import BaseView, ListName, PartCondition

_ = TranslationStringFactory("portal")

OWNER = "portal"
OPEN, ALL = "open", "all"
LISTS: tuple[ListName, ...] = ("mine", "accounts")
VIEWS = [
    CaseView(name="portal.open", title=_("Open"), lists=LISTS, base="open", position=10),
    CaseView(
        name="portal.waiting", title=_("Waiting for you"), lists=LISTS, base="waiting", position=20
    ),
    CaseView(name="portal.closed", title=_("Closed"), lists=LISTS, base="closed", position=60),
    CaseView(name="portal.all", title=_("All"), lists=LISTS, base="all", position=70),
]
KINDS = {"open": ("open", "waiting"), "waiting": ("waiting",), "closed": ("closed",)}


@dataclass(frozen=True, slots=True)
class Listing:
    """What one address asks for, checked.

    :ivar tab: the view, by what it is called in addresses
    :ivar tabs: the views that this list has
    :ivar conditions: what the view narrows its base by, if a plugin has added it
    :ivar unheeded: sentences on what was dropped of it
    :ivar is_void: nothing can be listed, because something asked for can't be looked for
    """

    view: Literal["mine", "accounts"]
    tab: str
    tabs: Mapping[str, CaseView]
    text: str
    status: Filter | None
    account: Filter | None
    fields: tuple[Filter, ...]
    after: str
    before: str
    conditions: tuple[PartCondition, ...] = ()
    unheeded: tuple[str, ...] = ()
    is_void: bool = False

    @property
    def controls(self) -> tuple[Filter, ...]:
        return tuple(found for found in (self.account, self.status, *self.fields) if found)

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen beside tab and page, as it stands in the address."""
        controls = self.controls
        return {
            **({"q": self.text} if self.text else {}),
            **{found.name: found.value for found in controls if found.value},
        }

    @property
    def fields_in_use(self) -> bool:
        return any(found.value or found.error for found in self.fields)

    def query(self, **changes: str) -> dict[str, str]:
        """Return the address's parameters: this list, begun anew unless a page is asked for."""
        return {**self.chosen, "tab": self.tab, **changes}


def read_listing(
    scope: Scope,
    view: Literal["mine", "accounts"],
    sent: Mapping[str, str],
    accounts: tuple[tuple[str, str], ...] = (),
) -> Listing:
    """Read the parameters of an address. Whatever stands there, it is a list of some kind.

    :param accounts: (id, name) of the accounts to choose from
    """
    status = status_filter(scope, sent)
    tabs = list_views(scope, view, OWNER)
    tab = sent.get("tab", OPEN)
    strange = [tab not in tabs]
    if status is None or tab not in tabs:
        tab = OPEN if status else ALL
    # One state among all of them is what the drop-down promises, whichever tab was open.
    if status and status.value and status.value not in _statuses(scope, tabs[tab].base):
        tab = ALL
    narrowed = narrow_view(scope, tabs[tab])
    account = None
    if accounts:
        offered = Filter("account", "account", scope.translate(_("Account")), options=accounts)
        account = choose(offered, sent.get("account", ""), scope)
    strange.append(status is None and bool(sent.get("status")))
    strange.append(account is None and bool(sent.get("account")))
    strange += [read_number(sent.get(key) or "0") is None for key in ("after", "before")]
    fields = (*list_filters(scope, sent), *list_part_filters(scope, view, OWNER, sent))
    text = sent.get("q", "").strip()
    controls = [found for found in (account, status, *fields) if found]
    return Listing(
        view=view,
        tab=tab,
        tabs=tabs,
        text=text[:MAX_TYPED],
        status=status,
        account=account,
        fields=fields,
        after=sent.get("after", ""),
        before=sent.get("before", ""),
        conditions=narrowed.conditions,
        unheeded=(*narrowed.failures, *unheeded(scope, sent, text, controls, strange)),
        is_void=bool(narrowed.failures) or finds_nothing(scope, text, controls),
    )


def filter_of(scope: Scope, listing: Listing, size: int | None = None) -> CaseFilter:
    """Return what to ask the cases for."""
    chosen = listing.status.value if listing.status else ""
    account = listing.account.value if listing.account else ""
    by_rule = status_fields(scope, chosen)
    return CaseFilter(
        view=listing.view,
        text=listing.text,
        status=(chosen,)
        if chosen and not by_rule
        else _statuses(scope, listing.tabs[listing.tab].base),
        account_id=UUID(account) if account else None,
        fields={**asked_of(listing.fields), **by_rule},
        conditions=(*listing.conditions, *conditions_asked(listing.fields)),
        after=listing.after or None,
        before=listing.before or None,
        size=size or scope.tenant.settings("portal")["cases_per_page"],
    )


def waiting_filter(scope: Scope, size: int) -> CaseFilter:
    """Ask for the contact's own cases that wait for an answer of theirs."""
    return CaseFilter(view="mine", status=_statuses(scope, "waiting"), size=size)


def _statuses(scope: Scope, base: BaseView) -> tuple[str, ...]:
    """Return the statuses behind a view, retired ones included; none means any."""
    field = scope.tenant.form("case").field("status")
    kinds = KINDS.get(base)
    if field is None or kinds is None:
        return ()
    return tuple(option.key for option in field.options if (option.kind or "open") in kinds)
