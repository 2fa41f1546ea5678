"""The portal's menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import MenuItem
from core.plugin.api.people import READ_ACCOUNT_CASES

if TYPE_CHECKING:
    from core.plugin.api import Scope

_ = TranslationStringFactory("portal")

HOME = MenuItem(label=_("Home"), route="portal.home", icon="house", position=10)
NEW_CASE = MenuItem(
    label=_("New case"), route="portal.case_new", icon="plus-lg", position=5, primary=True
)
MY_CASES = MenuItem(label=_("My cases"), route="portal.cases", icon="inbox", position=20)
ACCOUNT_CASES = MenuItem(
    label=_("Cases of my accounts"),
    route="portal.account_cases",
    icon="building",
    position=30,
    permission=READ_ACCOUNT_CASES,
)
PROFILE = MenuItem(
    label=_("My profile"), route="portal.profile", icon="person", position=80, personal=True
)
SETTINGS = MenuItem(
    label=_("Settings"), route="portal.settings", icon="gear", position=90, personal=True
)


def list_menu_items(scope: Scope) -> list[MenuItem]:
    """Return what this contact can open. Asks the database nothing: it runs for every page."""
    if not scope.actor.is_contact:
        return []
    return [NEW_CASE, HOME, MY_CASES, ACCOUNT_CASES, PROFILE, SETTINGS]
