"""The check-boxes with which kinds of activity are left out of a customer's log."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from translationstring import TranslationStringFactory

from core.plugin.contributions import ActivityGroup

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from core.plugin.contributions import ActivityKind
    from core.scope import Scope

_ = TranslationStringFactory("core")

GROUPS: Mapping[ActivityGroup, str] = {
    "access": _("Signing in and out"),
    "passwords": _("Passwords, links and codes"),
    "locks": _("Locks"),
    "visits": _("Visits of staff"),
    "profile": _("Profile and preferences"),
    "cases": _("Cases"),
    "mail": _("Mail"),
    "exports": _("Exports"),
    "other": _("Other activity"),
}
if GROUPS.keys() != set(get_args(ActivityGroup)):
    raise TypeError("each group of activity needs words")


def list_groups(scope: Scope) -> dict[str, str]:
    """Return the groups that have something for this reader: name -> in words."""
    hooks = scope.hooks
    kinds = (kind for owner, kind in hooks.activity_kinds().values() if owner in hooks.enabled)
    used = {kind.group for kind in kinds if _is_for(scope, kind)}
    return {name: scope.translate(words) for name, words in GROUPS.items() if name in used}


def kinds_for_customers(scope: Scope, groups: Collection[str] | None = None) -> list[str]:
    """Return the kinds that customers may see, of all groups or of some."""
    return [
        name
        for name, (_owner, kind) in scope.hooks.activity_kinds().items()
        if not kind.staff_only and (groups is None or kind.group in groups)
    ]


def kinds_outside(scope: Scope, groups: Collection[str]) -> list[str]:
    """Return the registered kinds that belong to none of these groups."""
    return [
        name
        for name, (_owner, kind) in scope.hooks.activity_kinds().items()
        if kind.group not in groups
    ]


def _is_for(scope: Scope, kind: ActivityKind) -> bool:
    return scope.actor.audience == "agent" or not kind.staff_only
