"""The peer as the core sees it."""

from core.plugin import hookimpl
from core.plugin.case_lists import Badge, CaseColumn, Cell
from core.plugin.contributions import MenuItem, Panel, Program, SearchHit
from core.plugin.manifest import PluginManifest

CALLS = []
CHOICE = []
SEEN = []  # values that it was given


@hookimpl
def register_plugin():
    return PluginManifest(name="peer", title="Peer", package="tests.contract.peer")


@hookimpl
def register_case_columns():
    return [
        CaseColumn(
            name="peer.column",
            title="Peer column",
            lists=("desk", "mine"),
            values=lambda scope, rows: {row.id: Cell("from the peer") for row in rows},
        )
    ]


@hookimpl
def case_badges(case_ids):
    return {case_id: [Badge(label="the peer's badge")] for case_id in case_ids}


@hookimpl
def menu_items(slot):
    route = "portal.home" if slot == "portal" else "core.staff_profile"
    return [MenuItem(label="Peer entry", route=route)]


@hookimpl
def panels():
    words = Panel(title="Peer words", text="<b>as they are</b>")
    return [Panel(title="Peer panel", template="peer/panel.jinja2"), words]


@hookimpl
def search_results():
    return [SearchHit(title="Peer article", group="Articles", route="portal.home")]


@hookimpl
def case_suggestions():
    return [SearchHit(title="Peer suggestion", group="Articles", route="portal.home")]


@hookimpl
def check_case(values):
    CALLS.append("check_case")
    SEEN[:] = [values]


@hookimpl
def check_note():
    CALLS.append("check_note")


@hookimpl
def check_change():
    CALLS.append("check_change")


@hookimpl
def adjust_case():
    CALLS.append("adjust_case")


@hookimpl
def adjust_note():
    CALLS.append("adjust_note")


@hookimpl
def adjust_mail():
    CALLS.append("adjust_mail")


@hookimpl
def sign_mail():
    CALLS.append("sign_mail")


@hookimpl
def identify_program(credentials):
    return Program(name="Peer program") if credentials == "peer" else None


@hookimpl
def choose_assignee():
    return CHOICE[0] if CHOICE else None


@hookimpl
def case_created():
    CALLS.append("case_created")


@hookimpl
def case_changed():
    CALLS.append("case_changed")


@hookimpl
def note_added():
    CALLS.append("note_added")


@hookimpl
def file_added():
    CALLS.append("file_added")


@hookimpl
def contact_created():
    CALLS.append("contact_created")


@hookimpl
def index_contact(contact_id):
    CALLS.append("index_contact")


@hookimpl
def contact_verified():
    CALLS.append("contact_verified")


@hookimpl
def contact_changed():
    CALLS.append("contact_changed")


@hookimpl
def account_changed():
    CALLS.append("account_changed")


@hookimpl
def staff_changed():
    CALLS.append("staff_changed")


@hookimpl
def signed_in():
    CALLS.append("signed_in")


@hookimpl
def sign_in_failed():
    CALLS.append("sign_in_failed")


@hookimpl
def person_locked():
    CALLS.append("person_locked")


@hookimpl
def form_published():
    CALLS.append("form_published")


@hookimpl
def plugin_switched():
    CALLS.append("plugin_switched")


@hookimpl
def demo_made():
    CALLS.append("demo_made")


@hookimpl
def mail_bounced():
    CALLS.append("mail_bounced")


@hookimpl
def mail_sent():
    CALLS.append("mail_sent")
