"""Finding customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.pages import read_id
from core.plugin.api.people import list_contacts
from plugins.csr_console.permissions import USE
from plugins.csr_console.services.customers import STATUS

if TYPE_CHECKING:
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("csr_console")

SIZE = 25


@view_config(
    route_name="csr_console.customers",
    permission=USE.name,
    request_method="GET",
    renderer="csr_console/customers.jinja2",
)
def show_customers(request: Request) -> dict[str, Any]:
    """Find customers by words."""
    text = request.GET.get("text", "")
    after = request.GET.get("after", "")
    rows = list_contacts(
        request.scope, text, after=read_id(after) if after else None, size=SIZE + 1
    )
    page = rows[:SIZE]
    query = {"text": text, "after": page[-1].id} if len(rows) > SIZE else None
    return {
        "rows": page,
        "text": text,
        "status": STATUS,
        "next_url": request.route_path("csr_console.customers", _query=query) if query else "",
    }
