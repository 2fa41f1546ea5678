"""The administration, as the rest of the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translationstring import TranslationStringFactory

from core.admin.services.organisation import UNDO_PARTS
from core.plugin import hookimpl
from core.plugin.contributions import ActivityDetail, ActivityKind, AdminPage
from core.plugin.manifest import PluginManifest
from core.undo.services import register_parts
from fields_config.texts import language_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.scope import Scope

_ = TranslationStringFactory("core")

MOST_SHOWN = 80  # characters of a text


def _name_language(_scope: Scope, data: Mapping[str, Any]) -> str:
    return language_name(data["language"])


def _compare_texts(scope: Scope, data: Mapping[str, Any]) -> str:
    """Say what each text was and is: ``“Save” is now “Keep”``."""
    pairs = (tuple(map(_shorten, pair)) for pair in data["texts"].values())
    return ", ".join(
        scope.translate(
            _("“${before}” is now “${after}”", mapping={"before": before, "after": after})
        )
        for before, after in pairs
    )


def _shorten(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


CHANGED = ActivityDetail(
    key="changed",
    label=_("Changed"),
    words={
        "default_locale": _("Default language"),
        "logo": _("Logo"),
        "logo_dark": _("Logo for dark pages"),
        "name": _("Name"),
        "time_zone": _("Time zone"),
    },
)
LANGUAGE = ActivityDetail(key="language", label=_("Language"), describe=_name_language)
TEXTS = ActivityDetail(key="texts", label=_("Texts"), describe=_compare_texts)


register_parts(UNDO_PARTS)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(name="admin", title=_("Organisation"), package="core.admin")


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        ActivityKind(
            name="organisation_changed", title=_("Organisation changed"), details=(CHANGED,)
        ),
        ActivityKind(name="wording_changed", title=_("Wording changed"), details=(LANGUAGE, TEXTS)),
    ]


@hookimpl
def register_admin_pages() -> list[AdminPage]:
    return [
        AdminPage(
            title=_("Organisation"),
            route="core.admin",
            section="organisation",
            permission="settings:change",
            position=10,
        ),
        AdminPage(
            title=_("Logo"),
            route="core.logos",
            section="organisation",
            permission="settings:change",
            position=20,
        ),
        AdminPage(
            title=_("Wording"),
            route="core.wording",
            section="organisation",
            permission="settings:change",
            position=30,
        ),
    ]
