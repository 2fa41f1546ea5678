"""Kinds of activity in words; a plugin's own kind shows as it is."""

from translationstring import TranslationStringFactory

_ = TranslationStringFactory("core")

ACTIVITY = {
    "login": _("Signed in"),
    "login_failed": _("Sign-in failed"),
    "logout": _("Signed out"),
    "password_changed": _("Password changed"),
    "link_sent": _("Link sent"),
    "code_sent": _("Code sent"),
    "secret_used": _("Link or code used"),
    "locked": _("Locked"),
    "unlocked": _("Unlocked"),
    "contact_created": _("Contact created"),
    "contact_verified": _("Address verified"),
    "profile_changed": _("Profile changed"),
    "preference_changed": _("Preference changed"),
    "account_created": _("Account created"),
    "account_changed": _("Account changed"),
    "membership_changed": _("Membership changed"),
    "staff_created": _("Member of staff added"),
    "staff_changed": _("Member of staff changed"),
    "case_created": _("Case created"),
    "case_changed": _("Case changed"),
    "case_closed": _("Case closed"),
    "case_reopened": _("Case reopened"),
    "case_noted": _("Note added"),
    "file_added": _("File added"),
    "mail_sent": _("Mail sent"),
    "mail_failed": _("Mail not delivered"),
    "plugin_fault_cleared": _("Plugin's part tried again"),
    "plugin_put_aside": _("Plugin's part put aside"),
    "plugin_switched": _("Plugin switched"),
    "settings_changed": _("Settings changed"),
    "organisation_changed": _("Organisation changed"),
    "wording_changed": _("Wording changed"),
    "config_imported": _("Configuration imported"),
    "form_draft_changed": _("Draft of a form changed"),
    "form_draft_discarded": _("Draft of a form discarded"),
    "form_published": _("Form published"),
}
