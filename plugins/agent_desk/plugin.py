"""The desk, as the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import MenuItem, Panel, PluginManifest, hookimpl
from core.plugin.api.cases import READ
from plugins.agent_desk.services.columns import COLUMNS
from plugins.agent_desk.services.listing import VIEWS
from plugins.agent_desk.services.taking import list_case_actions

if TYPE_CHECKING:
    from uuid import UUID

    from core.plugin.api import Action, Audience, Place, Scope, Slot
    from core.plugin.api.cases import CaseColumn, CaseView

_ = TranslationStringFactory("agent_desk")

CASES = MenuItem(
    label=_("Cases"), route="agent_desk.cases", icon="inbox", position=10, permission=READ
)

BESIDE_A_CASE = [
    Panel(title=_("Assignee"), template="agent_desk/beside_assignee.jinja2", position=10),
    Panel(title=_("Customer"), template="agent_desk/beside_customer.jinja2", position=20),
    Panel(title=_("Fields"), template="agent_desk/beside_fields.jinja2", position=30),
]


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="agent_desk",
        title=_("Agents' desk"),
        description=_("Staff find cases, answer them and keep internal notes."),
        package="plugins.agent_desk",
    )


@hookimpl
def register_case_columns() -> list[CaseColumn]:
    return COLUMNS


@hookimpl
def register_case_views() -> list[CaseView]:
    return VIEWS


@hookimpl
def menu_items(slot: Slot) -> list[MenuItem]:
    return [CASES] if slot == "staff" else []


@hookimpl
def panels(place: Place, audience: Audience) -> list[Panel]:
    return BESIDE_A_CASE if (place, audience) == ("case.side", "agent") else []


@hookimpl
def case_actions(scope: Scope, case_id: UUID, audience: Audience) -> list[Action]:
    return list_case_actions(scope, case_id) if audience == "agent" else []
