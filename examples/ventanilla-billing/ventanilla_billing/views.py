"""Bills and payments, for customers and for staff."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import Refused
from core.plugin.api.pages import read_id
from ventanilla_billing import services

if TYPE_CHECKING:
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("billing")


@view_config(route_name="billing.bills", request_method="GET", renderer="billing/bills.jinja2")
def show_bills(request: Request) -> dict[str, Any]:
    """Show customers their bills."""
    scope = request.scope
    return {
        "bills": services.list_bills(scope, scope.actor.id),
        "states": services.STATES,
        "today": services.today(scope).isoformat(),
    }


@view_config(route_name="billing.bills", request_method="POST")
def pay(request: Request) -> HTTPSeeOther:
    """Pay a bill on the chosen day."""
    try:
        services.pay_bill(request.scope, read_id(request.typed("bill")), _day(request))
    except Refused as refusal:
        request.flash_message("error", refusal.message)
    else:
        request.flash_message("success", _("Your payment is noted."))
    return HTTPSeeOther(request.route_path("billing.bills"))


@view_config(
    route_name="billing.payments",
    permission=services.READ,
    request_method="GET",
    renderer="billing/payments.jinja2",
)
def show_payments(request: Request) -> dict[str, Any]:
    """Show staff what is not paid yet."""
    return {"bills": services.list_unpaid(request.scope), "states": services.STATES}


@view_config(route_name="billing.payments", permission=services.READ, request_method="POST")
def note_paid(request: Request) -> HTTPSeeOther:
    """Note that the bank has paid."""
    services.note_paid(request.scope, read_id(request.typed("bill")))
    return HTTPSeeOther(request.route_path("billing.payments"))


def _day(request: Request) -> date:
    try:
        return date.fromisoformat(request.typed("on_day"))
    except ValueError:
        raise Refused(_("Choose a day.")) from None
