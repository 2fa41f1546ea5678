"""A plugin that notes what it hears, and does what a test asks it to do about it."""

from core.plugin import hookimpl
from core.plugin.manifest import PluginManifest

HEARD = []
REACT = {}  # hook -> what to do


def hear(hook, **given):
    scope = given.pop("scope")
    HEARD.append((hook, given))
    if hook in REACT:
        REACT[hook](scope, **given)


@hookimpl
def register_plugin():
    return PluginManifest(
        name="listener", title="Listener", package="tests.functional.hooks.listener"
    )


@hookimpl
def case_created(scope, case_id, actor, at, causes):
    hear("case_created", scope=scope, case_id=case_id, actor=actor, at=at, causes=causes)


@hookimpl
def case_changed(scope, case_id, changes, actor, at, causes):
    given = {"case_id": case_id, "changes": changes, "actor": actor, "at": at, "causes": causes}
    hear("case_changed", scope=scope, **given)


@hookimpl
def note_added(scope, case_id, note_id, actor, at, causes):
    given = {"case_id": case_id, "note_id": note_id, "actor": actor, "at": at, "causes": causes}
    hear("note_added", scope=scope, **given)
