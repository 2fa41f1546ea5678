"""Notes each visitor."""

from contextlib import nullcontext, suppress

from core.plugin.api import Panel, PluginManifest, hookimpl, record_activity


@hookimpl
def register_plugin():
    return PluginManifest(name="eager", title="Eager", package="tests.security.impersonation.eager")


@hookimpl
def panels(scope, place):
    """Write while a page is drawn, and on one page swallow what comes of it."""
    with suppress(Exception) if place == "home" else nullcontext():
        record_activity(scope, "eager.seen")
        scope.session.flush()
    return [Panel(title="Eager", text="Eager was here")]
