"""The parameters of incoming mail: the plugin's own settings, and two of the core's about cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.plugin.api import change_settings
from plugins.email_channel.permissions import SET_UP
from plugins.email_channel.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import colander

    from core.plugin.api import Scope

OWN, CASES = "email_channel", "cases"
# These hold for the portal and other channels too, so whoever changes settings may change them.
OF_CASES = ("reply_to_closed", "days_to_reopen")
MAY_CHANGE_CASES = "settings:change"


def list_parameters(scope: Scope) -> list[colander.SchemaNode]:
    """Return the nodes of the parameters that the actor may change, as their schemas have them."""
    nodes = list(Settings().children)
    if scope.actor.may(MAY_CHANGE_CASES):
        cases = scope.tenant.schemas[CASES]()
        nodes[1:1] = [cases[name] for name in OF_CASES]
    return nodes


def read_parameters(scope: Scope) -> dict[str, Any]:
    """Return the parameters as they are now."""
    cases = scope.tenant.settings(CASES)
    return {**scope.tenant.settings(OWN), **{name: cases[name] for name in OF_CASES}}


def change_parameters(scope: Scope, changes: Mapping[str, Any]) -> None:
    """Change some of the parameters; the others stay as they are.

    :raises ForbiddenError: the actor may not
    """
    scope.require(SET_UP.name)
    of_cases = {name: changes[name] for name in OF_CASES if name in changes}
    if of_cases:
        scope.require(MAY_CHANGE_CASES)
        change_settings(scope, CASES, of_cases)
    own = {name: value for name, value in changes.items() if name not in OF_CASES}
    change_settings(scope, OWN, own)
