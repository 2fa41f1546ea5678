"""The hostile plugin as the core sees it: every hook leads to the misdeed of the day."""

from core.plugin import hookimpl
from core.plugin.case_lists import CaseColumn
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
def register_case_columns():
    return [
        CaseColumn(
            name="hostile.column",
            title="Hostile",
            lists=("desk", "mine"),
            values=lambda scope, rows: commit_misdeed("case_column", scope),
        )
    ]


@hookimpl
def case_badges(scope, case_ids, audience):
    return commit_misdeed("case_badges", scope)


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


@hookimpl
def contact_changed(scope):
    commit_misdeed("contact_changed", scope)


@hookimpl
def account_changed(scope):
    commit_misdeed("account_changed", scope)


@hookimpl
def staff_changed(scope):
    commit_misdeed("staff_changed", scope)


@hookimpl
def signed_in(scope):
    commit_misdeed("signed_in", scope)


@hookimpl
def sign_in_failed(scope):
    commit_misdeed("sign_in_failed", scope)


@hookimpl
def person_locked(scope):
    commit_misdeed("person_locked", scope)


@hookimpl
def form_published(scope):
    commit_misdeed("form_published", scope)


@hookimpl
def plugin_switched(scope):
    commit_misdeed("plugin_switched", scope)


@hookimpl
def mail_sent(scope):
    commit_misdeed("mail_sent", scope)
