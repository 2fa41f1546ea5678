"""The mails to a customer: where they are, what they say, and once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import Refused
from core.plugin.api.pages import read_id
from core.plugin.api.recovery import (
    OF_CONTACTS,
    list_contact_mails,
    read_contact_mail,
    send_mail_again,
)
from plugins.csr_console.services.interactions import refusal
from plugins.csr_console.services.mails import STATES, explain_bounce
from plugins.csr_console.views.frame import around, customer_of, refuse

if TYPE_CHECKING:
    from pyramid.response import Response

    from core.plugin.api.pages import Request

_ = TranslationStringFactory("csr_console")

SIZE = 25


@view_config(
    route_name="csr_console.mails",
    permission=OF_CONTACTS,
    request_method="GET",
    renderer="csr_console/mails.jinja2",
)
def show_mails(request: Request) -> dict[str, Any]:
    """List the mails, the newest first. Who may not read the customer's data sees no subjects."""
    contact = customer_of(request)
    after = request.GET.get("after", "")
    rows = list_contact_mails(
        request.scope, contact.id, after=read_id(after) if after else None, size=SIZE + 1
    )
    page = rows[:SIZE]
    query = {"after": page[-1].id} if len(rows) > SIZE else None
    path = request.route_path("csr_console.mails", id=contact.id, _query=query)
    return {
        **around(request, contact),
        "rows": page,
        "states": STATES,
        "bounce": explain_bounce(request.scope, contact),
        "is_masked": bool(refusal(request.scope, contact.id, "view")),
        "next_url": path if query else "",
    }


@view_config(
    route_name="csr_console.mail",
    permission=OF_CONTACTS,
    request_method="GET",
    renderer="csr_console/mail.jinja2",
)
def show_mail(request: Request) -> dict[str, Any] | Response:
    """Show a mail as the customer got it."""
    contact = customer_of(request)
    opened = read_contact_mail(request.scope, contact, read_id(request.matchdict["mail"]))
    stopped = refuse(request, contact, "view")
    if stopped is not None:
        return stopped
    return {**around(request, contact), "opened": opened, "states": STATES}


@view_config(
    route_name="csr_console.mail",
    permission=OF_CONTACTS,
    request_method="POST",
)
def send_again(request: Request) -> Response:
    """Send a mail once more to the address on record, or a new link in its place."""
    contact = customer_of(request)
    stopped = refuse(request, contact, "recovery_link")
    if stopped is not None:
        return stopped
    told = {"address": contact.email or ""}
    try:
        done = send_mail_again(request.scope, contact, read_id(request.matchdict["mail"]))
    except Refused as refused:
        request.flash_message("warning", refused.message)
    else:
        words = {
            "same": _("It is on its way once more, to ${address}.", mapping=told),
            "fresh": _("A new one is on its way to ${address}.", mapping=told),
        }
        request.flash_message("success", words[done])
    return HTTPSeeOther(request.route_path("csr_console.mails", id=contact.id))
