"""What all pages about one customer show around their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.renderers import render_to_response
from translationstring import TranslationStringFactory

from core.plugin.api import record_activity
from core.plugin.api.pages import draw_actions, read_id
from core.plugin.api.people import get_contact, summarise_lock
from plugins.csr_console.levels import LEVELS
from plugins.csr_console.services.actions import list_actions
from plugins.csr_console.services.customers import STATUS, last_access
from plugins.csr_console.services.interactions import (
    REASONS,
    REFUSED,
    current,
    refusal,
    touch,
)
from plugins.csr_console.services.tabs import list_tabs

if TYPE_CHECKING:
    from pyramid.response import Response

    from core.plugin.api import Scope
    from core.plugin.api.pages import Request
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("csr_console")

FORBIDDEN = 403


def customer_of(request: Request) -> Contact:
    """Return the customer whose page it is, and note that the call goes on.

    :raises NotFoundError: there is none
    """
    contact = get_contact(request.scope, read_id(request.matchdict["id"]))
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
    return {
        "contact": contact,
        "status": STATUS[contact.portal_status_at(scope.now())],
        "lock": summarise_lock(scope, contact.id),
        "last_access": last_access(scope, contact),
        "actions": draw_actions(request, list_actions(scope, contact)),
        "payments_url": payments_url(scope),
        "tabs": tabs,
        "interaction": interaction,
        "level": LEVELS[interaction.level] if interaction else "",
        "reasons": REASONS,
    }


def payments_url(scope: Scope) -> str:
    """Return where payments are looked after: a plugin's page, or the address that is set."""
    own = scope.links.path("payment_administration", "staff")
    return own or str(scope.tenant.settings("csr_console")["payment_administration"])


def refuse(request: Request, contact: Contact, action: str) -> Response | None:
    """Return the page that says what is missing, with status 403; ``None`` where nothing is.

    An attempt to do it is put on record; to look at the page is none.

    :param action: one of :data:`plugins.csr_console.levels.ACTIONS`
    """
    why = refusal(request.scope, contact.id, action)
    if not why:
        return None
    if request.method != "GET":
        record_activity(request.scope, REFUSED, contact_id=contact.id, action=action)
    values = {**around(request, contact), "why": why}
    response = render_to_response("csr_console/refused.jinja2", values, request=request)
    response.status_int = FORBIDDEN
    return response
