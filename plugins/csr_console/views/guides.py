"""The guide for the reason of a call, with the actions that belong to its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from translationstring import TranslationStringFactory

from core.plugin.api import Action
from core.plugin.api.pages import draw_actions
from plugins.csr_console.guides import GUIDES
from plugins.csr_console.permissions import CHANGE
from plugins.csr_console.services.actions import list_actions
from plugins.csr_console.services.interactions import refusal
from plugins.csr_console.services.tabs import list_tabs
from plugins.csr_console.views.frame import payments_url

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from core.plugin.api.pages import Request
    from core.plugin.api.people import Contact
    from plugins.csr_console.models import Interaction

_ = TranslationStringFactory("csr_console")


@dataclass(frozen=True, slots=True)
class GuideStep:
    """A step in words, and what can be done there."""

    text: str
    actions: tuple[Any, ...]


def guide_of(
    request: Request, contact: Contact, interaction: Interaction | None
) -> list[GuideStep]:
    """Return the steps for why the customer calls; none for an organisation's own reasons."""
    if interaction is None:
        return []
    scope = request.scope
    steps = GUIDES.get(interaction.reason, ())
    offered = [*list_actions(scope, contact), *_own(scope, contact)] if steps else []
    return [
        GuideStep(
            scope.translate(step.text),
            tuple(draw_actions(request, [one for one in offered if _fits(one, step.topic)])),
        )
        for step in steps
    ]


def add_account_action(scope: Scope, contact: Contact) -> Action:
    """Return the button that adds an account."""
    return Action(
        label=_("Add an account"),
        route="csr_console.add_account",
        params={"id": contact.id},
        icon="plus-lg",
        permission=CHANGE,
        disabled_because=refusal(scope, contact.id, "add_account"),
    )


def _own(scope: Scope, contact: Contact) -> list[Action]:
    here = {"id": contact.id}
    tabs = [
        Action(label=tab.label, route=tab.route, params=here)
        for tab in list_tabs(scope, contact.id)
        if tab.route != "csr_console.customer"
    ]
    check = {**here, "_anchor": "check"}
    found = [
        *tabs,
        add_account_action(scope, contact),
        Action(label=_("Check the caller"), route="csr_console.customer", params=check),
        Action(
            label=_("Change the profile"),
            route="csr_console.edit",
            params={**here, "part": "profile"},
            permission=CHANGE,
            disabled_because=refusal(scope, contact.id, "edit"),
        ),
        Action(label=_("Find customers"), route="csr_console.customers"),
    ]
    address = payments_url(scope)
    if urlsplit(address).scheme:
        found.append(Action(label=_("Go to Payment Administration"), url=address))
    return found


# The steps' topics that are no part of a route's name.
ROUTES = {
    "check": "csr_console.customer",
    "edit": "csr_console.edit",
    "add_account": "csr_console.add_account",
    "search": "csr_console.customers",
}


def _fits(action: Action, topic: str) -> bool:
    if not topic:
        return False
    if topic in ROUTES:
        return action.route == ROUTES[topic]
    return bool(action.url) if topic == "payments" else topic in action.route
