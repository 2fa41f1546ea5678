"""Finding customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.view import view_config

from plugins.csr_console.permissions import USE
from plugins.csr_console.services.customers import STATUS
from plugins.csr_console.services.searching import Wanted, search_customers

if TYPE_CHECKING:
    from core.plugin.api.pages import Request

LONGEST = 200


@view_config(
    route_name="csr_console.customers",
    permission=USE.name,
    request_method="GET",
    renderer="csr_console/customers.jinja2",
)
def show_customers(request: Request) -> dict[str, Any]:
    """Find customers by words, narrowed by district and portal status."""
    wanted = read_wanted(request)
    page = search_customers(request.scope, wanted)
    chosen = STATUS.keys() if wanted.statuses is None else wanted.statuses
    return {
        "page": page,
        "text": wanted.text,
        "district": wanted.district,
        "status": STATUS,
        "chosen": frozenset(chosen),
        "is_narrowed": bool(wanted.text or wanted.district or wanted.statuses is not None),
        "next_url": _url(request, after=page.next_key) if page.next_key else "",
        "first_url": _url(request) if wanted.after else "",
    }


def read_wanted(request: Request) -> Wanted:
    """Return what the address asks for. The boxes count once the form was sent."""
    statuses = None
    if "_filtered" in request.GET:
        ticked = set(request.GET.getall("status"))
        statuses = tuple(key for key in STATUS if key in ticked)
    return Wanted(
        text=request.GET.get("text", "")[:LONGEST],
        statuses=None if statuses and len(statuses) == len(STATUS) else statuses,
        district=request.GET.get("_district", ""),
        after=request.GET.get("after", ""),
    )


def _url(request: Request, **changes: str) -> str:
    """Return the address of this search, on another page."""
    kept = [pair for pair in request.GET.items() if pair[0] != "after"]
    query = [*kept, *changes.items()]
    path: str = request.route_path("csr_console.customers", _query=query)
    return path
