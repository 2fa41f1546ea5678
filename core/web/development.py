"""The development banner on every page: which hooks of plugins fail, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from core.web.request import Request


class Failure(NamedTuple):
    """The last line of what a plugin raised, and in which of its hooks."""

    plugin: str
    hook: str
    error: str


def list_failures(request: Request) -> list[Failure]:
    """Return what fails for this tenant by now; nothing outside development."""
    platform = request.platform
    if not platform.settings.reload:
        return []
    faults = platform.plugins.breaker.faults(request.tenant.id)
    failing = [
        Failure(plugin, hook, fault.error)
        for (_tenant, plugin, hook), fault in sorted(faults.items(), key=lambda one: one[0][1:])
    ]
    left_out = [Failure(one.plugin, one.rule, one.detail) for one in platform.plugins.left_out]
    return [*left_out, *failing]
