"""Cases, as the rest of the core sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.cases.access import ANSWER, CHANGE, READ
from core.cases.bulk import UNDO_PARTS
from core.cases.settings import CaseSettings
from core.fields.services.history import name_fields
from core.identity.permissions import AGENT, CSR
from core.plugin import hookimpl
from core.plugin.contributions import ActivityDetail, ActivityKind, Channel
from core.plugin.manifest import Permission, PluginManifest
from core.undo.services import register_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.scope import Scope

_ = TranslationStringFactory("core")


def _name_case_fields(scope: Scope, data: Mapping[str, Any]) -> str:
    return ", ".join(name_fields(scope, "case", data["changes"]))


NUMBER = ActivityDetail(key="number", label=_("Case"))
NAME = ActivityDetail(key="name", label=_("Name"))
CHANNEL = ActivityDetail(key="channel", label=_("Channel"))
INTERNAL = ActivityDetail(key="internal", label=_("Internal note"))
CHANGES = ActivityDetail(key="changes", label=_("Changes"), describe=_name_case_fields)
VERSION = ActivityDetail(key="version", label=_("Version"))


register_parts(UNDO_PARTS)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="cases",
        title=_("Cases"),
        package="core.cases",
        settings_schema=CaseSettings,
        permissions=(
            Permission(name=READ, title=_("See cases"), roles=frozenset({AGENT, CSR})),
            Permission(name=ANSWER, title=_("Answer cases"), roles=frozenset({AGENT})),
            Permission(name=CHANGE, title=_("Change cases"), roles=frozenset({AGENT})),
        ),
        mails={
            "agent_note": _("news of a case, to staff"),
            "case_closed": _("notice of a closed case"),
            "case_created": _("confirmation of a case"),
            "case_note": _("answer to a case"),
            "case_reopened": _("notice of a reopened case"),
        },
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        ActivityKind(name="case_created", title=_("Case created"), details=(NUMBER, CHANNEL)),
        ActivityKind(
            name="case_changed", title=_("Case changed"), details=(NUMBER, CHANGES, VERSION)
        ),
        ActivityKind(name="case_closed", title=_("Case closed"), details=(NUMBER,)),
        ActivityKind(name="case_reopened", title=_("Case reopened"), details=(NUMBER,)),
        ActivityKind(name="case_noted", title=_("Note added"), details=(NUMBER, INTERNAL)),
        ActivityKind(name="file_added", title=_("File added"), details=(NUMBER, NAME, INTERNAL)),
    ]


@hookimpl
def register_channels() -> list[Channel]:
    return [
        Channel(name="portal", title=_("Portal"), icon="window"),
        Channel(name="email", title=_("E-mail"), icon="envelope"),
        Channel(name="phone", title=_("Telephone"), icon="telephone"),
        Channel(name="api", title=_("API"), icon="plug"),
        Channel(name="public_form", title=_("Public form"), icon="ui-checks"),
    ]
