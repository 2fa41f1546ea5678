"""Mail, as the rest of the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.plugin import hookimpl
from core.plugin.contributions import ActivityDetail, ActivityKind
from core.plugin.manifest import PluginManifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.scope import Scope

_ = TranslationStringFactory("core")


def _name_mail(scope: Scope, data: Mapping[str, Any]) -> str:
    return scope.translate(scope.hooks.title_of_mail(str(data["mail_kind"])))


KIND = ActivityDetail(key="mail_kind", label=_("Mail"), describe=_name_mail)
ADDRESS = ActivityDetail(key="address", label=_("Address"))
REASON = ActivityDetail(key="reason", label=_("Reason"))


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(name="mail", title=_("Mail"), package="core.mail")


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        ActivityKind(name="mail_sent", title=_("Mail sent"), details=(KIND,)),
        ActivityKind(
            name="mail_failed", title=_("Mail not delivered"), details=(KIND, ADDRESS, REASON)
        ),
    ]
