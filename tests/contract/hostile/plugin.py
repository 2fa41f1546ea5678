"""The hostile plugin as the core sees it: every hook leads to the fault of the day."""

from core.plugin import hookimpl
from core.plugin.case_lists import CaseColumn
from core.plugin.manifest import PluginManifest
from tests.contract.hostile.faults import cause_fault
from tests.contract.hostile.kinds import ODD


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
            values=lambda scope, rows: cause_fault("case_column", scope),
        )
    ]


@hookimpl
def case_badges(scope, case_ids, audience):
    return cause_fault("case_badges", scope)


@hookimpl
def menu_items(scope, slot):
    return cause_fault("menu_items", scope)


@hookimpl
def panels(scope, place, about, audience):
    return cause_fault("panels", scope)


@hookimpl
def search_results(scope, text, audience, limit):
    return cause_fault("search_results", scope)


@hookimpl
def case_suggestions(scope, text, values, limit):
    return cause_fault("case_suggestions", scope)


@hookimpl
def check_case(scope, values):
    cause_fault("check_case", scope)


@hookimpl
def check_note(scope, case_id, values):
    cause_fault("check_note", scope)


@hookimpl
def check_change(scope, case_id, changes):
    cause_fault("check_change", scope)


@hookimpl
def adjust_case(scope, values):
    return cause_fault("adjust_case", scope)


@hookimpl
def adjust_note(scope, case_id, values):
    return cause_fault("adjust_note", scope)


@hookimpl
def adjust_mail(scope, mail):
    return cause_fault("adjust_mail", scope)


@hookimpl
def sign_mail(scope, message):
    return cause_fault("sign_mail", scope)


@hookimpl
def identify_program(scope, scheme, credentials):
    return cause_fault("identify_program", scope)


@hookimpl
def choose_reply_address(scope, case_id):
    return cause_fault("choose_reply_address", scope)


@hookimpl
def choose_assignee(scope, values):
    return cause_fault("choose_assignee", scope)


@hookimpl
def index_contact(scope, contact_id):
    cause_fault("index_contact", scope)


@hookimpl
def case_created(scope, case_id):
    cause_fault("case_created", scope)


@hookimpl
def case_changed(scope, case_id, changes):
    cause_fault("case_changed", scope)


@hookimpl
def note_added(scope, case_id, note_id):
    cause_fault("note_added", scope)


@hookimpl
def file_added(scope, case_id, file_id):
    cause_fault("file_added", scope)


@hookimpl
def contact_created(scope, contact_id):
    cause_fault("contact_created", scope)


@hookimpl
def contact_verified(scope, contact_id):
    cause_fault("contact_verified", scope)


@hookimpl
def contact_changed(scope):
    cause_fault("contact_changed", scope)


@hookimpl
def account_changed(scope):
    cause_fault("account_changed", scope)


@hookimpl
def staff_changed(scope):
    cause_fault("staff_changed", scope)


@hookimpl
def signed_in(scope):
    cause_fault("signed_in", scope)


@hookimpl
def sign_in_failed(scope):
    cause_fault("sign_in_failed", scope)


@hookimpl
def person_locked(scope):
    cause_fault("person_locked", scope)


@hookimpl
def form_published(scope):
    cause_fault("form_published", scope)


@hookimpl
def plugin_switched(scope):
    cause_fault("plugin_switched", scope)


@hookimpl
def demo_made(scope):
    cause_fault("demo_made", scope)


@hookimpl
def mail_bounced(scope):
    cause_fault("mail_bounced", scope)


@hookimpl
def mail_sent(scope):
    cause_fault("mail_sent", scope)
