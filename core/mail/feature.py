"""Mail, as the rest of the core sees it."""

from translationstring import TranslationStringFactory

from core.plugin import hookimpl
from core.plugin.contributions import ActivityDetail, ActivityKind
from core.plugin.manifest import PluginManifest

_ = TranslationStringFactory("core")

KIND = ActivityDetail(
    key="mail_kind",
    label=_("Mail"),
    words={
        "address_changed": _("notice of a changed address"),
        "agent_note": _("news of a case, to staff"),
        "case_closed": _("notice of a closed case"),
        "case_created": _("confirmation of a case"),
        "case_note": _("answer to a case"),
        "case_reopened": _("notice of a reopened case"),
        "invite": _("invitation"),
        "known_address": _("notice that the address is known"),
        "new_address": _("proof of a new address"),
        "password_changed": _("notice of a changed password"),
        "recover_code": _("code for a new password"),
        "recover_link": _("link for a new password"),
        "recover_password": _("one-time password"),
        "verify": _("proof of an address"),
        "welcome": _("welcome"),
    },
)

ADDRESS = ActivityDetail(key="address", label=_("Address"))
REASON = ActivityDetail(key="reason", label=_("Reason"))


@hookimpl
def register_plugin() -> PluginManifest:
    return PluginManifest(name="mail", title=_("Mail"), package="core.mail")


@hookimpl
def register_activity() -> list[ActivityKind]:
    return [
        ActivityKind(name="mail_sent", title=_("Mail sent"), details=(KIND,)),
        ActivityKind(
            name="mail_failed", title=_("Mail not delivered"), details=(KIND, ADDRESS, REASON)
        ),
    ]
