"""The lists of the desk: what an address asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api.cases import (
    MAX_TYPED,
    CaseFilter,
    Filter,
    asked_of,
    choose,
    finds_nothing,
    list_cases,
    list_filters,
    read_number,
    show_choice,
    status_fields,
    status_filter,
    unheeded,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
    from core.plugin.api.cases import View

_ = TranslationStringFactory("agent_desk")

SIZE = 25
# What stands in an address -> what it is called, and what the cases are asked for.
VIEWS: dict[str, tuple[str, View]] = {
    "mine": (_("Mine"), "assigned"),
    "unassigned": (_("Unassigned"), "unassigned"),
    "open": (_("All open"), "open"),
    "waiting": (_("Waiting"), "waiting"),
    "closed": (_("Closed"), "closed"),
    "all": (_("All cases"), "all"),
}
KINDS = {"waiting": ("waiting",), "closed": ("closed",), "all": ("open", "waiting", "closed")}
UNCLOSED = ("open", "waiting")
# Closed cases are those that nobody waits for: their number would cost more than it tells.
COUNTED = ("mine", "unassigned", "open", "waiting")
BESIDE_THE_SEARCH = ("priority",)


@dataclass(frozen=True, slots=True)
class Listing:
    """What one address asks for, checked.

    :ivar unheeded: sentences on what was dropped of it
    :ivar is_void: nothing can be listed, because something asked for can't be looked for
    """

    view: str
    text: str
    main: tuple[Filter, ...]
    more: tuple[Filter, ...]
    after: str
    before: str
    unheeded: tuple[str, ...] = ()
    is_void: bool = False

    @property
    def chosen(self) -> dict[str, str]:
        """What narrows the view, as it stands in the address."""
        values = {found.name: found.value for found in (*self.main, *self.more) if found.value}
        return {**({"q": self.text} if self.text else {}), **values}

    @property
    def more_in_use(self) -> bool:
        return any(found.value or found.error for found in self.more)

    def query(self, **changes: str) -> dict[str, str]:
        """Return the address's parameters: this list, begun anew unless a page is asked for."""
        return {**self.chosen, "view": self.view, **changes}


def read_listing(scope: Scope, sent: Mapping[str, str]) -> Listing:
    """Read the parameters of an address. Whatever stands there, it is a list of some kind."""
    view = sent.get("view", "mine")
    strange = [view not in VIEWS]
    if view not in VIEWS:
        view = "mine"
    status = _status_filter(scope, view, sent)
    fields = list_filters(scope, sent)
    main = tuple(found for found in fields if found.key in BESIDE_THE_SEARCH)
    controls = (*((status,) if status else ()), *fields)
    text = sent.get("q", "").strip()
    strange.append(status is None and bool(sent.get("status")))
    strange += [read_number(sent.get(key) or "0") is None for key in ("after", "before")]
    return Listing(
        view=view,
        text=text[:MAX_TYPED],
        main=(*((status,) if status else ()), *main),
        more=tuple(found for found in fields if found not in main),
        after=sent.get("after", ""),
        before=sent.get("before", ""),
        unheeded=unheeded(scope, sent, text, controls, strange),
        is_void=finds_nothing(scope, text, controls),
    )


def _status_filter(scope: Scope, view: str, sent: Mapping[str, str]) -> Filter | None:
    """Offer the statuses that cases of this view can have, if there is a choice at all."""
    found = status_filter(scope, sent)
    if found is None:
        return None
    kinds = KINDS.get(view, UNCLOSED)
    options = tuple(
        (key, label) for key, label in found.options or () if _kind_of(scope, key) in kinds
    )
    if len(options) < 2:  # noqa: PLR2004  # nothing to choose between
        return None
    offered = replace(found, options=options, value="", asked=None, error="")
    return choose(offered, sent.get("status", ""), scope)


def _kind_of(scope: Scope, status: str) -> str:
    choice = show_choice(scope, "status", status)
    return (choice and choice.kind) or "open"


def filter_of(scope: Scope, listing: Listing, view: str = "") -> CaseFilter:
    """Return what to ask the cases for.

    :param view: instead of the list's own
    """
    values = asked_of((*listing.main, *listing.more))
    status = values.pop("status", "")
    by_rule = status_fields(scope, status)
    return CaseFilter(
        view=VIEWS[view or listing.view][1],
        text=listing.text,
        status=(status,) if status and not by_rule else (),
        fields={**values, **by_rule},
        after=listing.after or None,
        before=listing.before or None,
        size=SIZE,
    )


def count_elsewhere(scope: Scope, listing: Listing) -> int:
    """Return how many of all cases match, where none of this view does; no further than a page."""
    if listing.view == "all" or listing.is_void or not listing.chosen:
        return 0
    return len(list_cases(scope, filter_of(scope, listing, view="all")).rows)
