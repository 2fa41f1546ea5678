"""What all pages about one customer show around their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.renderers import render_to_response
from translationstring import TranslationStringFactory

from core.plugin.api import NotFoundError, record_activity
from core.plugin.api.pages import draw_actions, expect_token, read_id
from core.plugin.api.people import get_contact, read_colleagues, summarise_lock
from plugins.csr_console.levels import CONFIRMED, LEVELS, MATCHED, SUPERVISED
from plugins.csr_console.permissions import SUPERVISE
from plugins.csr_console.services.actions import list_actions
from plugins.csr_console.services.codes import can_mail_code
from plugins.csr_console.services.customers import STATUS, last_access
from plugins.csr_console.services.facts import chosen_facts
from plugins.csr_console.services.guessing import blocked_until
from plugins.csr_console.services.interactions import (
    REFUSED,
    current,
    open_interactions,
    reasons_of,
    refusal,
    touch,
)
from plugins.csr_console.services.limits import may_see
from plugins.csr_console.services.masking import MASK, is_known, masked_facts
from plugins.csr_console.services.tabs import list_tabs

if TYPE_CHECKING:
    from pyramid.response import Response

    from core.plugin.api import Scope
    from core.plugin.api.pages import Request
    from core.plugin.api.people import Contact
    from plugins.csr_console.models import Interaction

_ = TranslationStringFactory("csr_console")

FORBIDDEN = 403
FILE = "cases:change"
# What the controls for facts are called, before the fact's name.
FACT = "fact-"


def customer_of(request: Request) -> Contact:
    """Return the customer whose page it is, and note that the call goes on.

    :raises NotFoundError: there is none, or not for whoever asks
    """
    contact = get_contact(request.scope, read_id(request.matchdict["id"]))
    if not may_see(request.scope, contact.id):
        raise NotFoundError(str(contact.id))
    interaction = current(request.scope, contact.id)
    if interaction is not None:
        touch(request.scope, interaction)
    return contact


def around(request: Request, contact: Contact) -> dict[str, Any]:
    """Return what ``csr_console/frame.jinja2`` needs."""
    scope = request.scope
    interaction = current(scope, contact.id)
    here = request.matched_route.name if request.matched_route else ""
    tabs = [
        (
            scope.translate(tab.label),
            request.route_path(tab.route, id=contact.id),
            tab.route == here,
        )
        for tab in list_tabs(scope, contact.id)
    ]
    words, tone = STATUS[contact.portal_status_at(scope.now())]
    return {
        "contact": contact,
        "shown": shown_facts(scope, contact),
        "is_known": is_known(scope, contact.id),
        "status": (scope.translate(words), tone),
        "lock": summarise_lock(scope, contact.id),
        "last_access": last_access(scope, contact),
        "actions": draw_actions(request, list_actions(scope, contact)),
        "payments_url": payments_url(scope),
        "tabs": tabs,
        "interaction": interaction,
        "level": LEVELS[interaction.level] if interaction else "",
        "reasons": reasons_of(scope),
        "checking": _checking(scope, contact, interaction),
        "may_file": scope.actor.may(FILE) and scope.links.offers("new_case", "staff"),
    }


def shown_facts(scope: Scope, contact: Contact) -> dict[str, str]:
    """Return name and address for the head of the page, masked where callers are asked for them."""
    hidden = masked_facts(scope, contact.id)
    is_named = hidden.isdisjoint(("contact.first_name", "contact.last_name"))
    email = contact.email or ""
    name = contact.name if is_named else scope.translate(_("Customer"))
    return {
        "name": name or (email if "contact.email" not in hidden else MASK),
        "email": MASK if email and "contact.email" in hidden else email,
    }


def _checking(scope: Scope, contact: Contact, interaction: Interaction | None) -> dict[str, Any]:
    """Return by what the caller can still be checked."""
    level = interaction.level if interaction else 0
    others = open_interactions(scope, contact.id) if scope.actor.may(SUPERVISE.name) else []
    names = {one.id: one for one in read_colleagues(scope)} if others else {}
    return {
        "facts": chosen_facts(scope) if interaction and level < MATCHED else [],
        "blocked_until": blocked_until(scope, contact.id) if level < MATCHED else None,
        "by_code": interaction is not None and level < CONFIRMED and can_mail_code(contact),
        "waits_for_code": interaction is not None and bool(interaction.code_hash),
        "calls": [
            (one.id, names[one.staff_id].name if one.staff_id in names else "")
            for one in others
            if one.level < SUPERVISED
        ],
    }


def payments_url(scope: Scope) -> str:
    """Return where payments are looked after: a plugin's page, or the address that is set."""
    own = scope.links.path("payment_administration", "staff")
    return own or str(scope.tenant.settings("csr_console")["payment_administration"])


def refuse(request: Request, contact: Contact, action: str) -> Response | None:
    """Return the page that says what is missing, with status 403; ``None`` where nothing is.

    An attempt to do it is put on record; to look at the page is none.

    :raises Refused: a form was sent that comes from none of our pages

    :param action: one of :data:`plugins.csr_console.levels.ACTIONS`
    """
    why = refusal(request.scope, contact.id, action)
    if not why:
        return None
    if request.method == "POST":
        expect_token(request)
        record_activity(request.scope, REFUSED, contact_id=contact.id, action=action)
    values = {**around(request, contact), "why": why}
    response = render_to_response("csr_console/refused.jinja2", values, request=request)
    response.status_int = FORBIDDEN
    return response
