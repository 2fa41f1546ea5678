"""Signing in, as the rest of the core sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.plugin import hookimpl
from core.plugin.contributions import MenuItem
from core.plugin.manifest import PluginManifest

if TYPE_CHECKING:
    from core.plugin.contributions import Slot

_ = TranslationStringFactory("core")

PROFILE = MenuItem(
    label=_("My profile"), route="core.staff_profile", icon="person", position=90, personal=True
)


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(name="sign_in", title=_("Sign in"), package="core.sign_in")


@hookimpl
def menu_items(slot: Slot) -> list[MenuItem]:
    return [PROFILE] if slot == "staff" else []
