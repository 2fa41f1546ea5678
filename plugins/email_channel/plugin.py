"""The email channel, as the core sees it."""

from __future__ import annotations

from translationstring import TranslationStringFactory

from core.plugin.api import PluginManifest, hookimpl
from plugins.email_channel.permissions import SEE, SET_UP
from plugins.email_channel.settings import Settings

_ = TranslationStringFactory("email_channel")


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(
        name="email_channel",
        title=_("Email channel"),
        description=_("Mail becomes cases and notes, and people answer by mail."),
        package="plugins.email_channel",
        settings_schema=Settings,
        permissions=(SEE, SET_UP),
    )
