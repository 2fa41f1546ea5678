"""The call: it begins for a reason, and ends with an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from plugins.csr_console.permissions import USE
from plugins.csr_console.services.calls import list_calls
from plugins.csr_console.services.interactions import begin, current, end, reasons_of
from plugins.csr_console.views.frame import around, customer_of

if TYPE_CHECKING:
    from core.plugin.api.pages import Request
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("csr_console")

LONGEST_OUTCOME = 500


@view_config(
    route_name="csr_console.calls",
    permission=USE.name,
    request_method="GET",
    renderer="csr_console/calls.jinja2",
)
def show_calls(request: Request) -> dict[str, Any]:
    """List the calls of a customer, with what was done in each."""
    contact = customer_of(request)
    return {**around(request, contact), "calls": list_calls(request.scope, contact.id)}


@view_config(route_name="csr_console.interaction", permission=USE.name, request_method="POST")
def change_interaction(request: Request) -> HTTPSeeOther:
    """Begin the call, for a reason, or end it with its outcome."""
    contact = customer_of(request)
    if "_end" in request.POST or "_file" in request.POST:
        return _end(request, contact)
    reason = request.typed("_reason")
    if reason in reasons_of(request.scope):
        begin(request.scope, contact.id, reason)
    else:
        request.flash_message("danger", _("Choose why the customer calls."))
    return HTTPSeeOther(request.route_path("csr_console.customer", id=contact.id))


def _end(request: Request, contact: Contact) -> HTTPSeeOther:
    """End the call; where a case is to be made, lead to its form, filled in as far as is known."""
    scope = request.scope
    interaction = current(scope, contact.id)
    outcome = request.typed("_outcome").strip()[:LONGEST_OUTCOME]
    if interaction is not None:
        end(scope, interaction, outcome)
    request.flash_message("success", _("The call has ended."))
    form = scope.links.path("new_case", "staff")
    if "_file" not in request.POST or interaction is None or form is None:
        return HTTPSeeOther(request.route_path("csr_console.customers"))
    reason = reasons_of(scope).get(interaction.reason, interaction.reason)
    begun = {"contact": contact.id, "subject": reason, "message": outcome}
    return HTTPSeeOther(f"{form}?{urlencode(begun)}")
