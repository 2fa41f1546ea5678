"""Ratings, as the core sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin.api import ActivityDetail, ActivityKind, Panel, PluginManifest, hookimpl
from ventanilla_csat import hooks, services
from ventanilla_csat.settings import Settings

if TYPE_CHECKING:
    from types import ModuleType
    from uuid import UUID

    from core.plugin.api import Audience, Place, Scope

_ = TranslationStringFactory("csat")


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="csat",
        title=_("Ratings"),
        description=_("Customers rate how their case was answered."),
        package="ventanilla_csat",
        settings_schema=Settings,
        on_by_default=False,
    )


@hookimpl
def register_activity() -> list[ActivityKind]:
    details = (
        ActivityDetail(key="number", label=_("Case")),
        ActivityDetail(key="score", label=_("Score")),
    )
    return [
        ActivityKind(
            name=services.RATED,
            title=_("Case rated"),
            details=details,
            group="cases",
            staff_only=False,
        )
    ]


@hookimpl
def register_hooks() -> list[ModuleType]:
    return [hooks]


@hookimpl
def panels(scope: Scope, place: Place, about: UUID | None, audience: Audience) -> list[Panel]:
    if place != "case.side" or about is None:
        return []
    shown = services.show_rating(scope, about)
    if shown is None or (audience == "agent" and shown.score is None):
        return []
    template = "csat/panel.jinja2" if audience == "customer" else "csat/panel_agent.jinja2"
    return [Panel(title=_("Rating"), template=template, data={"rating": shown})]
