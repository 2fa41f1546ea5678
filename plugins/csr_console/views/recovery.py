"""Getting a customer back in: a link, or a code to read out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import Refused
from core.plugin.api.pages import read_id
from core.plugin.api.recovery import (
    RECOVER,
    make_recovery_code,
    revoke_recovery_code,
    send_proof_link,
    send_reset_link,
)
from plugins.csr_console.services.mails import STATES as MAIL_STATES
from plugins.csr_console.services.mails import explain_bounce
from plugins.csr_console.services.recovery import (
    ENDINGS,
    SECRETS,
    SIZE,
    STATES,
    plan_recovery,
    spell_for,
)
from plugins.csr_console.views.frame import around, customer_of, refuse

if TYPE_CHECKING:
    from pyramid.response import Response

    from core.plugin.api.pages import Request
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("csr_console")

PAGE = "csr_console/recovery.jinja2"


@view_config(
    route_name="csr_console.recovery",
    permission=RECOVER,
    request_method="GET",
    renderer=PAGE,
)
def show_recovery(request: Request) -> dict[str, Any]:
    """Say how the customer can be helped back in, and what became of links and codes."""
    return _page(request, customer_of(request))


@view_config(route_name="csr_console.recovery", permission=RECOVER, request_method="POST")
def help_back_in(request: Request) -> Response:
    """Do what was pressed. A code is shown in the answer alone: nothing leads back to it."""
    contact = customer_of(request)
    step = STEPS.get(request.typed("_do"))
    if step is not None:
        try:
            answer: Response | None = step(request, contact)
        except Refused as refusal:
            request.flash_message("warning", refusal.message)
        else:
            if answer is not None:
                return answer
    return HTTPSeeOther(request.route_path("csr_console.recovery", id=contact.id))


def _send_link(request: Request, contact: Contact) -> Response | None:
    stopped = refuse(request, contact, "recovery_link")
    if stopped is None:
        send_reset_link(request.scope, contact)
        request.flash_message(
            "success",
            _(
                "A link is on its way to ${address}. It expires in 24 hours.",
                mapping={"address": contact.email},
            ),
        )
    return stopped


def _send_proof(request: Request, contact: Contact) -> Response | None:
    stopped = refuse(request, contact, "recovery_link")
    if stopped is None:
        send_proof_link(request.scope, contact)
        request.flash_message(
            "success",
            _(
                "A link to verify the address is on its way to ${address}.",
                mapping={"address": contact.email},
            ),
        )
    return stopped


def _make_code(request: Request, contact: Contact) -> Response:
    stopped = refuse(request, contact, "recovery_code")
    if stopped is not None:
        return stopped
    code = make_recovery_code(request.scope, contact)
    values = _page(request, contact) | {
        "code": code,
        "spellings": spell_for(request.scope, contact, code),
    }
    return render_to_response(PAGE, values, request=request)


def _revoke(request: Request, contact: Contact) -> None:
    if revoke_recovery_code(request.scope, contact):
        request.flash_message("success", _("The code works no more."))
    else:
        request.flash_message("warning", _("There is no code that works."))


STEPS = {"link": _send_link, "proof": _send_proof, "code": _make_code, "revoke": _revoke}


def _page(request: Request, contact: Contact) -> dict[str, Any]:
    after = request.GET.get("after", "")
    plan = plan_recovery(request.scope, contact, read_id(after) if after else None)
    is_full = len(plan.lives) == SIZE
    query = {"after": plan.lives[-1].id} if is_full else None
    path = request.route_path("csr_console.recovery", id=contact.id, _query=query)
    return {
        **around(request, contact),
        "plan": plan,
        "bounce": explain_bounce(request.scope, contact),
        "code": "",
        "page_url": request.scope.link("recover_code") or "",
        "secrets": SECRETS,
        "states": STATES,
        "endings": ENDINGS,
        "mail_states": MAIL_STATES,
        "next_url": path if is_full else "",
    }
