"""The list of received mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from pyramid.view import view_config

from plugins.email_channel.models import LONGEST_ADDRESS
from plugins.email_channel.permissions import SEE, SET_UP
from plugins.email_channel.services.lines import line_of
from plugins.email_channel.services.listing import (
    MOST_COUNTED,
    TABS,
    Tab,
    count_open,
    list_mails,
)

if TYPE_CHECKING:
    from core.plugin.api.pages import Request


@view_config(
    route_name="email_channel.mails",
    permission=SEE.name,
    renderer="email_channel/mails.jinja2",
    request_method="GET",
)
def show_mails(request: Request) -> dict[str, Any]:
    scope = request.scope
    tab = _tab_of(request.GET.get("tab", ""))
    sender = request.GET.get("q", "").strip()[:LONGEST_ADDRESS]
    after, before = (_key_of(request.GET.get(name, "")) for name in ("after", "before"))
    page = list_mails(scope, tab, sender=sender, after=after, before=before)

    def url(**changes: str) -> str:
        query = {"tab": tab, **({"q": sender} if sender else {}), **changes}
        return str(request.route_path("email_channel.mails", _query=query))

    return {
        "tab": tab,
        "tabs": _tabs(request, tab, sender),
        "sender": sender,
        "lines": [line_of(scope, row) for row in page.rows],
        "previous_url": url(before=page.previous_key) if page.previous_key else "",
        "next_url": url(after=page.next_key) if page.next_key else "",
        "clear_url": request.route_path("email_channel.mails", _query={"tab": tab}),
        "may_set_up": scope.actor.may(SET_UP.name),
    }


def _tabs(request: Request, tab: Tab, sender: str) -> list[tuple[str | bool, ...]]:
    """Return (title, address, whether it is here), and for the first how many there are."""
    tabs: list[tuple[str | bool, ...]] = []
    for key, title in TABS.items():
        query = {"tab": key, **({"q": sender} if sender else {})}
        address = request.route_path("email_channel.mails", _query=query)
        tabs.append((request.scope.translate(title), address, key == tab))
    count = count_open(request.scope)
    if count:
        tabs[0] += (f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count),)
    return tabs


def _tab_of(text: str) -> Tab:
    return next((tab for tab in TABS if tab == text), "open")


def _key_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
