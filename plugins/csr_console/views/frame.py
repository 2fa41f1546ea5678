"""What all pages about one customer show around their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.renderers import render_to_response
from translationstring import TranslationStringFactory

from core.plugin.api import record_activity
from core.plugin.api.pages import read_id
from core.plugin.api.people import get_contact
from plugins.csr_console.levels import LEVELS
from plugins.csr_console.services.actions import list_actions
from plugins.csr_console.services.customers import STATUS
from plugins.csr_console.services.interactions import (
    REASONS,
    REFUSED,
    current,
    refusal,
    touch,
)

if TYPE_CHECKING:
    from pyramid.response import Response

    from core.plugin.api.pages import Request
    from core.plugin.api.people import Contact

_ = TranslationStringFactory("csr_console")

FORBIDDEN = 403
# The tabs of ours: route -> title.
TABS = {"csr_console.customer": _("Customer Information")}


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
        (scope.translate(title), request.route_path(route, id=contact.id), route == here)
        for route, title in TABS.items()
    ]
    return {
        "contact": contact,
        "status": STATUS[contact.portal_status],
        "actions": list_actions(scope, contact),
        "tabs": tabs,
        "interaction": interaction,
        "level": LEVELS[interaction.level] if interaction else "",
        "reasons": REASONS,
    }


def refuse(request: Request, contact: Contact, action: str) -> Response | None:
    """Return the page that says what is missing, with status 403; ``None`` where nothing is.

    The attempt is put on record.

    :param action: one of :data:`plugins.csr_console.levels.ACTIONS`
    """
    why = refusal(request.scope, contact.id, action)
    if not why:
        return None
    record_activity(request.scope, REFUSED, contact_id=contact.id, action=action)
    values = {**around(request, contact), "why": why}
    response = render_to_response("csr_console/refused.jinja2", values, request=request)
    response.status_int = FORBIDDEN
    return response
