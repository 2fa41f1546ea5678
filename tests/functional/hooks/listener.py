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
def case_created(scope, case_id, actor, at, causes):
    hear("case_created", **locals())


@hookimpl
def case_changed(scope, case_id, changes, actor, at, causes):
    hear("case_changed", **locals())


@hookimpl
def note_added(scope, case_id, note_id, actor, at, causes):
    hear("note_added", **locals())


@hookimpl
def file_added(scope, case_id, file_id, actor, at, causes):
    hear("file_added", **locals())


@hookimpl
def contact_created(scope, contact_id, actor, at, causes):
    hear("contact_created", **locals())


@hookimpl
def contact_verified(scope, contact_id, actor, at, causes):
    hear("contact_verified", **locals())


@hookimpl
def contact_changed(scope, contact_id, changes, actor, at, causes):
    hear("contact_changed", **locals())


@hookimpl
def account_changed(scope, account_id, changes, actor, at, causes):
    hear("account_changed", **locals())


@hookimpl
def staff_changed(scope, staff_id, changes, actor, at, causes):
    hear("staff_changed", **locals())


@hookimpl
def signed_in(scope, kind, person_id, actor, at, causes):
    hear("signed_in", **locals())


@hookimpl
def sign_in_failed(scope, kind, person_id, source, actor, at, causes):
    hear("sign_in_failed", **locals())


@hookimpl
def person_locked(scope, kind, person_id, reason, actor, at, causes):
    hear("person_locked", **locals())


@hookimpl
def form_published(scope, form, version, actor, at, causes):
    hear("form_published", **locals())


@hookimpl
def plugin_switched(scope, on, actor, at, causes):
    hear("plugin_switched", **locals())


@hookimpl
def mail_sent(scope, mail_id, actor, at, causes):
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
def search_results(scope, text, audience, limit):
    return hear("search_results", **locals())
