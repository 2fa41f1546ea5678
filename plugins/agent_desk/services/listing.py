"""The lists of the desk: what an address asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api.cases import (
    MAX_TYPED,
    CaseFilter,
    CaseView,
    Filter,
    asked_of,
    choose,
    conditions_asked,
    count_view,
    count_views,
    finds_nothing,
    list_cases,
    list_filters,
    list_part_filters,
    list_views,
    narrow_view,
    read_number,
    show_option,
    status_fields,
    status_filter,
    unheeded,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
    from core.plugin.api.cases import PartCondition

_ = TranslationStringFactory("agent_desk")

OWNER = "agent_desk"
SIZE = 25
MOST_COUNTED = 99
MINE, ALL = "mine", "all"
# Closed cases are those that nobody waits for: their number would cost more than it tells.
VIEWS = [
    CaseView(name="agent_desk.mine", title=_("Mine"), base="assigned", counted=True, position=10),
    CaseView(
        name="agent_desk.unassigned",
        title=_("Unassigned"),
        base="unassigned",
        counted=True,
        position=20,
    ),
    CaseView(name="agent_desk.open", title=_("All open"), base="open", counted=True, position=30),
    CaseView(
        name="agent_desk.waiting", title=_("Waiting"), base="waiting", counted=True, position=40
    ),
    CaseView(name="agent_desk.closed", title=_("Closed"), base="closed", position=60),
    CaseView(name="agent_desk.all", title=_("All cases"), base="all", position=70),
]
KINDS = {"waiting": ("waiting",), "closed": ("closed",), "all": ("open", "waiting", "closed")}
UNCLOSED = ("open", "waiting")
BESIDE_THE_SEARCH = ("priority",)


@dataclass(frozen=True, slots=True)
class Listing:
    """What one address asks for, checked.

    :ivar views: those that this reader has, by what they are called in addresses
    :ivar conditions: what the view narrows its base by, if a plugin has added it
    :ivar unheeded: sentences on what was dropped of it
    :ivar is_void: nothing can be listed, because something asked for can't be looked for
    """

    view: str
    views: Mapping[str, CaseView]
    text: str
    main: tuple[Filter, ...]
    more: tuple[Filter, ...]
    after: str
    before: str
    conditions: tuple[PartCondition, ...] = ()
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
    views = list_views(scope, "desk", OWNER)
    view = sent.get("view", MINE)
    strange = [view not in views]
    if view not in views:
        view = MINE
    narrowed = narrow_view(scope, views[view])
    status = _status_filter(scope, views[view], sent)
    fields = (*list_filters(scope, sent), *list_part_filters(scope, "desk", OWNER, sent))
    main = tuple(found for found in fields if found.in_front or found.key in BESIDE_THE_SEARCH)
    controls = (*((status,) if status else ()), *fields)
    text = sent.get("q", "").strip()
    strange.append(status is None and bool(sent.get("status")))
    strange += [read_number(sent.get(key) or "0") is None for key in ("after", "before")]
    return Listing(
        view=view,
        views=views,
        text=text[:MAX_TYPED],
        main=(*((status,) if status else ()), *main),
        more=tuple(found for found in fields if found not in main),
        after=sent.get("after", ""),
        before=sent.get("before", ""),
        conditions=narrowed.conditions,
        unheeded=(*narrowed.failures, *unheeded(scope, sent, text, controls, strange)),
        is_void=bool(narrowed.failures) or finds_nothing(scope, text, controls),
    )


def _status_filter(scope: Scope, view: CaseView, sent: Mapping[str, str]) -> Filter | None:
    """Offer the statuses that cases of this view can have, if there is a choice at all."""
    found = status_filter(scope, sent)
    if found is None:
        return None
    kinds = KINDS.get(view.base, UNCLOSED)
    options = tuple(
        (key, label) for key, label in found.options or () if _kind_of(scope, key) in kinds
    )
    if len(options) < 2:  # noqa: PLR2004  # nothing to choose between
        return None
    offered = replace(found, options=options, value="", asked=None, error="")
    return choose(offered, sent.get("status", ""), scope)


def _kind_of(scope: Scope, status: str) -> str:
    choice = show_option(scope, "status", status)
    return (choice and choice.kind) or "open"


def filter_of(scope: Scope, listing: Listing) -> CaseFilter:
    """Return what to ask the cases for."""
    controls = (*listing.main, *listing.more)
    values = asked_of(controls)
    status = values.pop("status", "")
    by_rule = status_fields(scope, status)
    return CaseFilter(
        view=listing.views[listing.view].base,
        text=listing.text,
        status=(status,) if status and not by_rule else (),
        fields={**values, **by_rule},
        conditions=(*listing.conditions, *conditions_asked(controls)),
        after=listing.after or None,
        before=listing.before or None,
        size=SIZE,
    )


def count_elsewhere(scope: Scope, listing: Listing) -> int:
    """Return how many of all cases match, where none of this view does; no further than a page."""
    if listing.view == ALL or listing.is_void or not listing.chosen:
        return 0
    everywhere = replace(listing, view=ALL, conditions=())
    return len(list_cases(scope, filter_of(scope, everywhere)).rows)


def count_listed_views(scope: Scope, listing: Listing) -> dict[str, int]:
    """Return how many cases the views have that are counted, up to ``MOST_COUNTED + 1``."""
    counted = {name: view for name, view in listing.views.items() if view.counted}
    plain = list(dict.fromkeys(one.base for one in counted.values() if one.condition is None))
    counts = count_views(scope, plain, MOST_COUNTED)
    found = {
        name: counts[view.base] if view.condition is None else count_view(scope, view, MOST_COUNTED)
        for name, view in counted.items()
    }
    return {name: count for name, count in found.items() if count is not None}
