"""Finding customers, and the first page of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.pages import read_id
from core.plugin.api.people import list_contacts
from plugins.csr_console.permissions import USE
from plugins.csr_console.services.customers import STATUS
from plugins.csr_console.services.interactions import REASONS, begin, current, end
from plugins.csr_console.views.frame import around, customer_of

if TYPE_CHECKING:
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("csr_console")

SIZE = 25
LONGEST_OUTCOME = 500


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


@view_config(
    route_name="csr_console.customer",
    permission=USE.name,
    request_method="GET",
    renderer="csr_console/customer.jinja2",
)
def show_customer(request: Request) -> dict[str, Any]:
    """Show what is known of a customer."""
    return around(request, customer_of(request))


@view_config(
    route_name="csr_console.interaction",
    permission=USE.name,
    request_method="POST",
)
def change_interaction(request: Request) -> HTTPSeeOther:
    """Begin the call, for a reason, or end it with its outcome."""
    contact = customer_of(request)
    reason = request.typed("_reason")
    if "_end" in request.POST:
        interaction = current(request.scope, contact.id)
        if interaction is not None:
            end(request.scope, interaction, request.typed("_outcome")[:LONGEST_OUTCOME])
        request.flash_message("success", _("The call has ended."))
        return HTTPSeeOther(request.route_path("csr_console.customers"))
    if reason in REASONS:
        begin(request.scope, contact.id, reason)
    else:
        request.flash_message("error", _("Choose why the customer calls."))
    return HTTPSeeOther(request.route_path("csr_console.customer", id=contact.id))
