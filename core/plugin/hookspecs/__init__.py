"""The catalogue of hooks: everything a plugin can take part in, a module for each group.

*Start-up* hooks (``register_*``) run once per process for all installed plugins. All others run
for one tenant, with the plugins it has switched on: *events* (past tense), *contributions*
(plural nouns), *checks* (``check_*``), *adjustments* (``adjust_*`` and ``sign_mail``), *choices*
(``choose_*`` and ``identify_program``), *indexing* (``index_*``).
The core's own features (:mod:`core.features`) take part by the same hooks, and are always on.

Plugins are called in the order of their names. An implementation names the parameters it wants and
may leave out the others, so parameters can be added later.
"""

from core.plugin.hookspecs.adjustments import (
    adjust_case,
    adjust_mail,
    adjust_note,
    sign_mail,
)
from core.plugin.hookspecs.checks import (
    check_case,
    check_change,
    check_contact,
    check_note,
    check_registration,
    check_sign_in,
    check_unlock,
)
from core.plugin.hookspecs.choices import (
    choose_assignee,
    choose_reply_address,
    identify_program,
)
from core.plugin.hookspecs.contributions import (
    answer_tools,
    case_actions,
    case_badges,
    case_suggestions,
    contact_actions,
    lock_warnings,
    menu_items,
    note_actions,
    panels,
    search_results,
    sign_in_options,
    sign_in_steps,
)
from core.plugin.hookspecs.events import (
    account_changed,
    case_changed,
    case_created,
    contact_changed,
    contact_created,
    contact_verified,
    demo_made,
    file_added,
    form_published,
    mail_bounced,
    mail_sent,
    note_added,
    person_locked,
    plugin_switched,
    sign_in_failed,
    signed_in,
    staff_changed,
)
from core.plugin.hookspecs.indexing import (
    index_account,
    index_contact,
)
from core.plugin.hookspecs.start_up import (
    register_activity,
    register_admin_pages,
    register_bulk_actions,
    register_case_columns,
    register_case_filters,
    register_case_views,
    register_channels,
    register_commands,
    register_encrypted_columns,
    register_field_types,
    register_hooks,
    register_plugin,
    register_services,
)

__all__ = [
    "account_changed",
    "adjust_case",
    "adjust_mail",
    "adjust_note",
    "answer_tools",
    "case_actions",
    "case_badges",
    "case_changed",
    "case_created",
    "case_suggestions",
    "check_case",
    "check_change",
    "check_contact",
    "check_note",
    "check_registration",
    "check_sign_in",
    "check_unlock",
    "choose_assignee",
    "choose_reply_address",
    "contact_actions",
    "contact_changed",
    "contact_created",
    "contact_verified",
    "demo_made",
    "file_added",
    "form_published",
    "identify_program",
    "index_account",
    "index_contact",
    "lock_warnings",
    "mail_bounced",
    "mail_sent",
    "menu_items",
    "note_actions",
    "note_added",
    "panels",
    "person_locked",
    "plugin_switched",
    "register_activity",
    "register_admin_pages",
    "register_bulk_actions",
    "register_case_columns",
    "register_case_filters",
    "register_case_views",
    "register_channels",
    "register_commands",
    "register_encrypted_columns",
    "register_field_types",
    "register_hooks",
    "register_plugin",
    "register_services",
    "search_results",
    "sign_in_failed",
    "sign_in_options",
    "sign_in_steps",
    "sign_mail",
    "signed_in",
    "staff_changed",
]
