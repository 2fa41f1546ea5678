"""Impersonation, as the rest of the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.identity.permissions import CSR, IMPERSONATE, ROLES
from core.identity.services.contacts import get_contact
from core.impersonation.settings import ImpersonationSettings
from core.plugin import hookimpl
from core.plugin.contributions import ActivityDetail, ActivityKind, Panel
from core.plugin.manifest import Permission, PluginManifest
from core.web.impersonating import ENDINGS

if TYPE_CHECKING:
    from core.plugin.contributions import Audience, Place
    from core.scope import Scope

_ = TranslationStringFactory("core")

BY = ActivityDetail(key="roles", label=_("By"), words=ROLES)
REASON = ActivityDetail(key="reason", label=_("Reason"))
DEVICE = ActivityDetail(key="device", label=_("Browser"), staff_only=True)
SOURCE = ActivityDetail(key="source", label=_("Came from"), staff_only=True)
ENDING = ActivityDetail(key="ending", label=_("Ended because"), words=ENDINGS)
PAGES = ActivityDetail(key="pages", label=_("Pages"))


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="impersonation",
        title=_("The portal as a customer sees it"),
        package="core.impersonation",
        settings_schema=ImpersonationSettings,
        permissions=(
            Permission(
                name=IMPERSONATE,
                title=_("See the portal as a customer sees it"),
                roles=frozenset({CSR}),
            ),
        ),
        mails={"impersonated": _("notice that staff looked at the portal")},
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        ActivityKind(
            name="impersonation_started",
            title=_("Staff began to see the portal as the customer"),
            details=(BY, REASON, DEVICE, SOURCE),
            group="visits",
            staff_only=False,
        ),
        ActivityKind(
            name="impersonation_ended",
            title=_("Staff no longer see the portal as the customer"),
            details=(BY, ENDING, PAGES),
            group="visits",
            staff_only=False,
        ),
    ]


@hookimpl
def panels(scope: Scope, place: Place, audience: Audience) -> list[Panel]:
    """Let customers refuse visits, beside their password, where the tenant lets them."""
    may_refuse = scope.tenant.settings("impersonation")["may_refuse"]
    if place != "security" or audience != "customer" or not may_refuse or scope.actor.id is None:
        return []
    contact = get_contact(scope, scope.actor.id)
    return [
        Panel(
            title=_("Staff on your pages"),
            template="core/impersonation/choice.jinja2",
            data={"refuses": contact.refuses_impersonation},
            position=60,
        )
    ]
