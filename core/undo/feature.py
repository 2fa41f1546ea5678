"""Undo, as the rest of the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.plugin import hookimpl
from core.plugin.contributions import ActivityDetail, ActivityKind
from core.plugin.manifest import PluginManifest
from core.undo.services import title_of_part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.scope import Scope

_ = TranslationStringFactory("core")


def _name_parts(scope: Scope, data: Mapping[str, Any]) -> str:
    return ", ".join(scope.translate(title_of_part(part)) for part in data["parts"])


PARTS = ActivityDetail(key="parts", label=_("Changed"), describe=_name_parts)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(name="undo", title=_("Undo"), package="core.undo")


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [ActivityKind(name="change_undone", title=_("Change undone"), details=(PARTS,))]
