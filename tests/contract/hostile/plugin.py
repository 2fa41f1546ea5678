"""The hostile plugin as the core sees it: every hook leads to the misdeed of the day."""

from core.plugin import hookimpl
from core.plugin.manifest import PluginManifest
from tests.contract.hostile.kinds import ODD
from tests.contract.hostile.misdeeds import commit_misdeed


@hookimpl
def register_plugin():
    return PluginManifest(name="hostile", title="Hostile", package="tests.contract.hostile")


@hookimpl
def register_field_types():
    return [ODD]


@hookimpl
def menu_items(scope, slot):
    return commit_misdeed("menu_items", scope)


@hookimpl
def home_panels(scope):
    return commit_misdeed("home_panels", scope)


@hookimpl
def case_panels(scope, case_id, audience):
    return commit_misdeed("case_panels", scope)


@hookimpl
def check_case(scope, values):
    commit_misdeed("check_case", scope)


@hookimpl
def check_note(scope, case_id, values):
    commit_misdeed("check_note", scope)


@hookimpl
def choose_assignee(scope, values):
    return commit_misdeed("choose_assignee", scope)


@hookimpl
def case_created(scope, case_id):
    commit_misdeed("case_created", scope)


@hookimpl
def case_changed(scope, case_id, changes):
    commit_misdeed("case_changed", scope)


@hookimpl
def note_added(scope, case_id, note_id):
    commit_misdeed("note_added", scope)


@hookimpl
def file_added(scope, case_id, file_id):
    commit_misdeed("file_added", scope)


@hookimpl
def contact_created(scope, contact_id):
    commit_misdeed("contact_created", scope)


@hookimpl
def contact_verified(scope, contact_id):
    commit_misdeed("contact_verified", scope)
