"""Cases, as the rest of the core sees them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.cases.access import ANSWER, CHANGE, READ, get_case_by_id
from core.cases.bulk import UNDO_PARTS
from core.cases.incomplete.marks import find_missing, incomplete_among
from core.cases.models import Case
from core.cases.services.completion import may_ask_again
from core.cases.settings import CaseSettings
from core.fields.services.history import name_fields
from core.identity.permissions import AGENT, CSR
from core.plugin import hookimpl
from core.plugin.case_lists import Badge, CaseView
from core.plugin.contributions import Action, ActivityDetail, ActivityKind, Channel, Panel
from core.plugin.manifest import Permission, PluginManifest
from core.undo.services import register_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from core.plugin.contributions import Audience, Place
    from core.scope import Scope

_ = TranslationStringFactory("core")


def _name_case_fields(scope: Scope, data: Mapping[str, Any]) -> str:
    return ", ".join(name_fields(scope, "case", data["changes"]))


NUMBER = ActivityDetail(key="number", label=_("Case"))
NAME = ActivityDetail(key="name", label=_("Name"))
CHANNEL = ActivityDetail(key="channel", label=_("Channel"))
INTERNAL = ActivityDetail(key="internal", label=_("Internal note"), staff_only=True)
CHANGES = ActivityDetail(key="changes", label=_("Changes"), describe=_name_case_fields)
VERSION = ActivityDetail(key="version", label=_("Version"))
_seen = partial(ActivityKind, group="cases", staff_only=False)  # by the contact


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
            "case_incomplete": _("request for what is missing"),
            "case_note": _("answer to a case"),
            "case_reopened": _("notice of a reopened case"),
        },
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        _seen(name="case_created", title=_("Case created"), details=(NUMBER, CHANNEL)),
        ActivityKind(
            name="case_changed",
            title=_("Case changed"),
            details=(NUMBER, CHANGES, VERSION),
            group="cases",
        ),
        _seen(name="case_asked", title=_("Asked for what is missing"), details=(NUMBER,)),
        _seen(name="case_completed", title=_("Case completed"), details=(NUMBER,)),
        _seen(name="case_closed", title=_("Case closed"), details=(NUMBER,)),
        _seen(name="case_reopened", title=_("Case reopened"), details=(NUMBER,)),
        _seen(name="case_noted", title=_("Note added"), details=(NUMBER, INTERNAL)),
        _seen(name="file_added", title=_("File added"), details=(NUMBER, NAME, INTERNAL)),
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


@hookimpl
def register_case_views() -> list[CaseView]:
    return [
        CaseView(
            name="cases.incomplete",
            title=_("Incomplete"),
            condition=lambda _scope: Case.__table__.c.is_incomplete,
            position=50,
        )
    ]


@hookimpl
def case_badges(
    scope: Scope, case_ids: Sequence[UUID], audience: Audience
) -> Mapping[UUID, list[Badge]]:
    if audience != "agent":
        return {}
    badge = Badge(label=_("Incomplete"), tone="warn")
    return {case_id: [badge] for case_id in incomplete_among(scope, case_ids)}


@hookimpl
def panels(scope: Scope, place: Place, about: UUID | None, audience: Audience) -> list[Panel]:
    if (place, audience) != ("case.top", "agent") or about is None:
        return []
    missing = find_missing(scope, get_case_by_id(scope, about))
    if missing is None:
        return []
    text = _(
        "Still required: ${fields}. The case is complete once this is filled in, by the customer"
        " with the link of our mail or by you.",
        mapping={"fields": ", ".join(missing.names(scope, scope.locale))},
    )
    return [Panel(title=_("Incomplete"), text=text, position=10)]


@hookimpl
def case_actions(scope: Scope, case_id: UUID, audience: Audience) -> list[Action]:
    case = get_case_by_id(scope, case_id)
    if audience != "agent" or not may_ask_again(scope, case):
        return []
    return [
        Action(
            label=_("Ask again for what is missing"),
            route="core.case_ask",
            params={"number": case.number},
            post=True,
            icon="envelope",
            permission=ANSWER,
            position=40,
        )
    ]
