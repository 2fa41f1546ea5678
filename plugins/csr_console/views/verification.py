"""Checking who calls: facts, a mailed code, a supervisor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import Refused
from core.plugin.api.pages import read_id
from plugins.csr_console.permissions import USE
from plugins.csr_console.services.codes import mail_code, read_code
from plugins.csr_console.services.interactions import current
from plugins.csr_console.services.verification import BLOCKED_NOW, check_facts, supervise
from plugins.csr_console.views.frame import FACT, customer_of

if TYPE_CHECKING:
    from core.plugin.api.pages import Request
    from core.plugin.api.people import Contact
    from plugins.csr_console.models import Interaction

_ = TranslationStringFactory("csr_console")

Said = tuple[str, str]


@view_config(route_name="csr_console.check", permission=USE.name, request_method="POST")
def check_caller(request: Request) -> HTTPSeeOther:
    """Take what the caller says, mail a code, take the code, or let a supervisor vouch."""
    contact = customer_of(request)
    try:
        kind, text = _check(request, contact)
    except Refused as refusal:
        kind, text = "warning", refusal.message
    request.flash_message(kind, text)
    return HTTPSeeOther(request.route_path("csr_console.customer", id=contact.id))


def _check(request: Request, contact: Contact) -> Said:
    if "_supervise" in request.POST:
        supervise(request.scope, contact.id, read_id(request.typed("_supervise")))
        return "success", _("The caller is confirmed by a supervisor.")
    interaction = current(request.scope, contact.id)
    if interaction is None:
        raise Refused(_("Begin the call first: choose why the customer calls."))
    if "_mail_code" in request.POST:
        mail_code(request.scope, interaction, contact)
        return "success", _("A code is on its way to the address on record.")
    if "_code" in request.POST:
        if read_code(request.scope, interaction, request.typed("_said")[:40]):
            return "success", _("The code is right.")
        return "warning", _("The code is wrong, or no longer good.")
    return _compare(request, interaction, contact)


def _compare(request: Request, interaction: Interaction, contact: Contact) -> Said:
    said = {
        name.removeprefix(FACT): request.typed(name)
        for name in request.POST
        if name.startswith(FACT)
    }
    outcome = check_facts(request.scope, interaction, contact, said)
    if outcome.is_blocked:
        return "warning", BLOCKED_NOW
    counts = {"matched": outcome.matched, "given": outcome.given}
    text = _("${matched} of ${given} match.", mapping=counts)
    return "success" if outcome.is_enough else "warning", text
