"""The mails that go out, as an administrator looks after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.admin.views.frame import id_of, next_url, page_after, unheeded_words
from core.cases.services import get_case
from core.errors import Refused
from core.mail.outgoing import SIZE, MailFilter, get_outgoing, list_outgoing
from core.mail.permissions import READ, RESEND
from core.mail.resending import resend_mail
from core.web.request import Request

if TYPE_CHECKING:
    from collections.abc import Iterable

_ = TranslationStringFactory("core")

STATES = {
    "queued": (_("Waits to be sent"), "waiting"),
    "sent": (_("Sent"), "good"),
    "failed": (_("Not delivered"), "bad"),
    "bounced": (_("Came back"), "bad"),
    "held": (_("Held, not sent"), "closed"),
}
LONGEST = 254


@view_config(route_name="core.mails", permission=READ, renderer="core/admin/mails.jinja2")
def list_mails(request: Request) -> dict[str, Any]:
    """List the mails, the newest first, by state, by address or by case."""
    scope = request.scope
    state, number = request.GET.get("state", ""), request.GET.get("number", "")
    address = request.GET.get("text", "").strip()[:LONGEST]
    case = get_case(scope, number) if number else None
    is_strange = state not in ("", *STATES)
    wanted = MailFilter(
        state="" if is_strange else state, address=address, case_id=case.id if case else None
    )
    rows = list_outgoing(scope, wanted, after=page_after(request))
    return {
        "rows": rows,
        "kinds": _kinds(request, [row.kind for row in rows]),
        "states": _states(request),
        "state": wanted.state,
        "address": address,
        "case": case,
        "unheeded": unheeded_words(request, "", strange=is_strange),
        "next_url": next_url(request, rows, SIZE, rows[-1].id if rows else None),
    }


@view_config(route_name="core.mail", permission=READ, renderer="core/admin/mail.jinja2")
def show_mail(request: Request) -> dict[str, Any]:
    """Show one mail: to whom, what became of it, and what it says."""
    mail = get_outgoing(request.scope, id_of(request))
    may_resend = request.scope.actor.may(RESEND) and mail.state != "queued"
    return {
        "mail": mail,
        "kind": _kinds(request, [mail.kind])[mail.kind],
        "state": _states(request)[mail.state],
        "may_resend": may_resend and bool(mail.text or mail.html),
    }


@view_config(route_name="core.mail_resend", permission=RESEND, request_method="POST")
def send_again(request: Request) -> HTTPSeeOther:
    """Send a mail once more, to everybody it is for."""
    mail_id = id_of(request)
    try:
        addresses = resend_mail(request.scope, mail_id)
    except Refused as refusal:
        request.flash_message("warning", refusal.message)
    else:
        told = {"addresses": ", ".join(addresses)}
        request.flash_message("success", _("It is sent again to ${addresses}.", mapping=told))
    return HTTPSeeOther(request.route_path("core.mail", id=mail_id))


def _states(request: Request) -> dict[str, tuple[str, str]]:
    translate = request.scope.translate
    return {key: (translate(words), tone) for key, (words, tone) in STATES.items()}


def _kinds(request: Request, kinds: Iterable[str]) -> dict[str, str]:
    scope = request.scope
    return {kind: scope.translate(scope.hooks.title_of_mail(kind)) for kind in kinds}
