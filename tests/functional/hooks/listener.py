"""A plugin that notes what it hears, and does what a test asks it to do about it."""

from core.plugin import hookimpl
from core.plugin.manifest import PluginManifest

HEARD = []
REACT = {}  # hook -> what to do


def hear(hook, scope, **given):
    HEARD.append((hook, given))
    return REACT[hook](scope, **given) if hook in REACT else None


@hookimpl
def register_plugin():
    return PluginManifest(
        name="listener", title="Listener", package="tests.functional.hooks.listener"
    )


@hookimpl
def case_created(scope, case_id, event):
    hear("case_created", **locals())


@hookimpl
def case_changed(scope, case_id, changes, event):
    hear("case_changed", **locals())


@hookimpl
def note_added(scope, case_id, note_id, event):
    hear("note_added", **locals())


@hookimpl
def file_added(scope, case_id, file_id, event):
    hear("file_added", **locals())


@hookimpl
def contact_created(scope, contact_id, event):
    hear("contact_created", **locals())


@hookimpl
def contact_verified(scope, contact_id, event):
    hear("contact_verified", **locals())


@hookimpl
def contact_changed(scope, contact_id, changes, event):
    hear("contact_changed", **locals())


@hookimpl
def account_changed(scope, account_id, changes, event):
    hear("account_changed", **locals())


@hookimpl
def staff_changed(scope, staff_id, changes, event):
    hear("staff_changed", **locals())


@hookimpl
def signed_in(scope, kind, person_id, event):
    hear("signed_in", **locals())


@hookimpl
def sign_in_failed(scope, kind, person_id, source, event):
    hear("sign_in_failed", **locals())


@hookimpl
def person_locked(scope, kind, person_id, lock, reason, event):
    hear("person_locked", **locals())


@hookimpl
def form_published(scope, form, version, event):
    hear("form_published", **locals())


@hookimpl
def plugin_switched(scope, on, event):
    hear("plugin_switched", **locals())


@hookimpl
def mail_bounced(scope, mail_id, address, reason, is_permanent, event):
    hear("mail_bounced", **locals())


@hookimpl
def mail_sent(scope, mail_id, event):
    hear("mail_sent", **locals())


@hookimpl
def check_change(scope, case_id, changes):
    hear("check_change", **locals())


@hookimpl
def adjust_case(scope, values):
    return hear("adjust_case", **locals())


@hookimpl
def adjust_note(scope, case_id, values):
    return hear("adjust_note", **locals())


@hookimpl
def adjust_mail(scope, mail):
    return hear("adjust_mail", **locals())


@hookimpl
def case_suggestions(scope, text, values, limit):
    return hear("case_suggestions", **locals())


@hookimpl
def sign_mail(scope, message, sender):
    return hear("sign_mail", **locals())


@hookimpl
def search_results(scope, text, audience, limit):
    return hear("search_results", **locals())
