"""The lists of cases: what the address asks for, and what the page shows for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from translationstring import TranslationStringFactory

from core.plugin.api.cases import (
    MAX_TYPED,
    CaseFilter,
    Filter,
    asked_of,
    choose,
    finds_nothing,
    list_filters,
    read_number,
    status_fields,
    status_filter,
    unheeded,
)
from core.plugin.api.fields import title_of, trail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
    from core.plugin.api.cases import Choice

_ = TranslationStringFactory("portal")

TABS = {
    "open": _("Open"),
    "waiting": _("Waiting for you"),
    "closed": _("Closed"),
    "all": _("All"),
}
KINDS = {"open": ("open", "waiting"), "waiting": ("waiting",), "closed": ("closed",)}
COLUMNS = {
    "subject": _("Subject"),
    "contact": _("Contact"),
    "account": _("Account"),
    "created_at": _("Date"),
    "product": _("Type"),
    "status": _("Status"),
    "channel": _("Channel"),
}
# Of other people's cases one wants to know whose they are; of one's own one knows.
OF_OTHERS = ("contact", "account")
ALWAYS = ("subject", "contact", "created_at")


@dataclass(frozen=True, slots=True)
class Listing:
    """What one address asks for, checked.

    :ivar unheeded: sentences on what was dropped of it
    :ivar is_void: nothing can be listed, because something asked for can't be looked for
    """

    view: Literal["mine", "accounts"]
    tab: str
    text: str
    status: Filter | None
    account: Filter | None
    fields: tuple[Filter, ...]
    after: str
    before: str
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
    tab = sent.get("tab", "open")
    strange = [tab not in TABS]
    if status is None or tab not in TABS:
        tab = "open" if status else "all"
    # One state among all of them is what the drop-down promises, whichever tab was open.
    if status and status.value and status.value not in _statuses(scope, tab):
        tab = "all"
    account = None
    if accounts:
        offered = Filter("account", "account", scope.translate(_("Account")), options=accounts)
        account = choose(offered, sent.get("account", ""), scope)
    strange.append(status is None and bool(sent.get("status")))
    strange.append(account is None and bool(sent.get("account")))
    strange += [read_number(sent.get(key) or "0") is None for key in ("after", "before")]
    fields = list_filters(scope, sent)
    text = sent.get("q", "").strip()
    controls = [found for found in (account, status, *fields) if found]
    return Listing(
        view=view,
        tab=tab,
        text=text[:MAX_TYPED],
        status=status,
        account=account,
        fields=fields,
        after=sent.get("after", ""),
        before=sent.get("before", ""),
        unheeded=unheeded(scope, sent, text, controls, strange),
        is_void=finds_nothing(scope, text, controls),
    )


def filter_of(scope: Scope, listing: Listing, size: int | None = None) -> CaseFilter:
    """Return what to ask the cases for."""
    chosen = listing.status.value if listing.status else ""
    account = listing.account.value if listing.account else ""
    by_rule = status_fields(scope, chosen)
    return CaseFilter(
        view=listing.view,
        text=listing.text,
        status=(chosen,) if chosen and not by_rule else _statuses(scope, listing.tab),
        account_id=UUID(account) if account else None,
        fields={**asked_of(listing.fields), **by_rule},
        after=listing.after or None,
        before=listing.before or None,
        size=size or scope.tenant.settings("portal")["cases_per_page"],
    )


def waiting_filter(scope: Scope, size: int) -> CaseFilter:
    """Ask for the contact's own cases that wait for an answer of theirs."""
    return CaseFilter(view="mine", status=_statuses(scope, "waiting"), size=size)


def list_columns(scope: Scope, view: str) -> list[tuple[str, str]]:
    """Return (key, heading) of the columns that this tenant's customers may see."""
    form = scope.tenant.form("case")
    return [
        (key, scope.translate(heading))
        for key, heading in COLUMNS.items()
        if (key in ALWAYS or form.grant(key, "customer", "detail").visible)
        and (view == "accounts" or key not in OF_OTHERS)
    ]


def name_type(scope: Scope, product: Choice | None) -> str:
    """Return reason and sub-reason of a case; the product itself where there is nothing below."""
    field = scope.tenant.form("case").field("product")
    options = trail(field.options, product.key) if field and product else None
    if not options:
        return product.label if product else ""
    fallback = scope.tenant.default_locale
    below = options[1:] or options
    return " / ".join(title_of(option, scope.locale, fallback) for option in below)


def _statuses(scope: Scope, tab: str) -> tuple[str, ...]:
    """Return the statuses behind a tab, retired ones included; none means any."""
    field = scope.tenant.form("case").field("status")
    kinds = KINDS.get(tab)
    if field is None or kinds is None:
        return ()
    return tuple(option.key for option in field.options if (option.kind or "open") in kinds)
