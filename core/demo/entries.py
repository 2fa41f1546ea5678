"""The entry pages of the demo's organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from core.demo.seed import TENANTS

if TYPE_CHECKING:
    from core.platform import Platform


class Entry(NamedTuple):
    """An organisation. ``customers`` is empty where nobody offers them a page."""

    name: str
    customers: str
    staff: str


def write_url(platform: Platform, slug: str, **begun: str) -> str:
    """Return where anybody writes a mail to an organisation; empty where nobody offers that.

    :param begun: what the mail begins with, by the names of its form
    """
    links = platform.plugins.links_for(platform.plugins.enabled_by({}))
    path = links.path("write_mail")
    if not path:
        return ""
    return f"http://{slug}.{platform.settings.base_domain}{path}?{urlencode(begun)}"


def list_entries(platform: Platform) -> list[Entry]:
    """Return the addresses to begin at, for every organisation of the demo as it is made."""
    links = platform.plugins.links_for(platform.plugins.enabled_by({}))
    customers, staff = links.path("home"), links.path("home", "staff")
    entries = []
    for slug, name in TENANTS.items():
        base = f"http://{slug}.{platform.settings.base_domain}"
        entries.append(Entry(name, f"{base}{customers}" if customers else "", f"{base}{staff}"))
    return entries
