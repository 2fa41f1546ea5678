"""What is known of an activity beside its kind, in words; a plugin's own show as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from translationstring import TranslationStringFactory

from core.fields.services.history import last_known
from core.identity.permissions import ROLES
from fields_config.definition import FORM_KEYS
from fields_config.texts import label, language_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from core.activity.models import Activity
    from core.scope import Scope

_ = TranslationStringFactory("core")

# In the order in which they are told: first what it is about.
LABELS = {
    "contact_id": _("Contact"),
    "who": _("Whom"),
    "person": _("Who tried"),
    "staff_id": _("Member of staff"),
    "account_id": _("Account"),
    "number": _("Case"),
    "plugin": _("Plugin"),
    "hook": _("Part"),
    "section": _("Section"),
    "form": _("Form"),
    "language": _("Language"),
    "texts": _("Texts"),
    "parts": _("Changed"),
    "name": _("Name"),
    "mail_kind": _("Mail"),
    "note": _("Note"),
    "internal": _("Internal note"),
    "what": _("Changed"),
    "changed": _("Changed"),
    "changes": _("Changes"),
    "fields": _("Fields"),
    "channel": _("Channel"),
    "roles": _("Roles"),
    "on": _("Switched on"),
    "active": _("Works here"),
    "is_member": _("Belongs to the account"),
    "by_self": _("Registered without help"),
    "lock": _("Locked"),
    "reason": _("Reason"),
    "was": _("Reason of the lock"),
    "purpose": _("Purpose"),
    "device": _("Browser"),
    "source": _("Came from"),
    "error": _("Error"),
    "version": _("Version"),
    "revision": _("Edits"),
    "trace": _("Reference"),
}
MOST_SHOWN = 80  # characters of a text
PLACES = {key: place for place, key in enumerate(LABELS)}
REASONS = {
    "failed_sign_ins": _("too many wrong passwords"),
    "password_changed": _("a new password"),
    "staff": _("a decision of staff"),
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "changed": {
        "default_locale": _("Default language"),
        "logo": _("Logo"),
        "logo_dark": _("Logo for dark pages"),
        "name": _("Name"),
        "time_zone": _("Time zone"),
    },
    "form": {"case": _("Cases"), "contact": _("Contacts")},
    "lock": {"temporary": _("for a time"), "permanent": _("until staff unlock")},
    "mail_kind": {
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
    "parts": {
        "branding": _("Logo"),
        "form:case": _("Cases"),
        "form:contact": _("Contacts"),
        "organisation": _("Organisation"),
        "plugins": _("Plugins"),
        "settings": _("Settings"),
        "wording": _("Wording"),
    },
    "person": {"contact": _("Contact"), "staff": _("Staff")},
    "purpose": {
        "address": _("proof of a new address"),
        "code": _("code for a new password"),
        "invite": _("invitation"),
        "password": _("one-time password"),
        "recover": _("link for a new password"),
        "verify": _("proof of an address"),
        "welcome": _("welcome"),
    },
    "reason": REASONS,
    "roles": ROLES,
    "was": REASONS,
    "what": {
        "field_added": _("field added"),
        "field_deleted": _("field deleted"),
        "field_moved": _("field moved"),
        "field_retired": _("field retired"),
        "field_saved": _("field changed"),
        "fields_ordered": _("order of the fields"),
        "fields_reactivated": _("fields in use again"),
        "language": _("Language"),
        "options_saved": _("options changed"),
        "rules_saved": _("rules changed"),
        "time_zone": _("Time zone"),
    },
}


class ActivityDetails:
    """Puts details into the reader's words.

    :param names: id -> the name of a person or account
    :param titles: plugin or section of settings -> what people call it
    """

    def __init__(self, scope: Scope, names: Mapping[str, str], titles: Mapping[str, str]) -> None:
        self._scope = scope
        self._names = names
        self._titles = titles

    def tell(self, row: Activity) -> list[str]:
        """Return what is known of one activity, a label with its value each."""
        known: dict[str, Any] = dict(row.data)
        if row.contact_id is not None and row.contact_id != row.actor_id:
            known["contact_id"] = str(row.contact_id)
            known.pop("who", None)
        # PostgreSQL has an order of its own for what is stored.
        keys = sorted(known, key=lambda key: (PLACES.get(key, len(PLACES)), key))
        told = ((key, self._say(row, key, known[key])) for key in keys)
        return [self._pair(key, text) for key, text in told if text]

    def _pair(self, key: str, text: str) -> str:
        title = self._scope.translate(LABELS.get(key, key))
        mapping = {"label": title, "value": text}
        return self._scope.translate(_("${label}: ${value}", mapping=mapping))

    def _say(self, row: Activity, key: str, value: Any) -> str:
        """Return a value in words, or nothing for an id that says nothing to people."""
        if isinstance(value, bool):
            return self._scope.translate(_("Yes") if value else _("No"))
        if isinstance(value, dict) and key in ("changes", "texts"):
            return self._fields("case", value) if key == "changes" else self._wording(value)
        if isinstance(value, list):
            return self._fields("contact", value) if key == "fields" else self._join(key, value)
        if key == "what":
            return self._what(row, str(value))
        if value is None or _is_id(value):
            return self._names.get(str(value), "")
        return self._word(key, str(value))

    def _word(self, key: str, text: str) -> str:
        if key in ("plugin", "section"):
            return self._titles.get(text, text)
        if key == "language":
            return language_name(text)
        return self._scope.translate(WORDS.get(key, {}).get(text, text))

    def _wording(self, texts: Mapping[str, tuple[str, str]]) -> str:
        """Say what each text was and is: ``“Save” is now “Keep”``."""
        pairs = (tuple(map(_shorten, pair)) for pair in texts.values())
        told = (
            _("“${before}” is now “${after}”", mapping={"before": before, "after": after})
            for before, after in pairs
        )
        return ", ".join(map(self._scope.translate, told))

    def _join(self, key: str, values: Iterable[Any]) -> str:
        return ", ".join(self._word(key, str(value)) for value in values)

    def _what(self, row: Activity, text: str) -> str:
        """Say what was done to a draft: ``field_saved:subject``."""
        done, _colon, keys = text.partition(":")
        form = str(row.data.get("form", ""))
        words = self._word("what", done)
        return f"{words} ({self._fields(form, keys.split(','))})" if keys else words

    def _fields(self, form: str, keys: Iterable[str]) -> str:
        return ", ".join(self._names_of(form, keys))

    def _names_of(self, form: str, keys: Iterable[str]) -> Iterator[str]:
        tenant = self._scope.tenant
        for key in keys:
            known = next((one for one in FORM_KEYS if one == form), None)
            field = tenant.form(known).field(key) if known else None
            if field is None and known:
                field = last_known(self._scope, known, key)
            labels = field.labels if field else {}
            yield label(labels, self._scope.locale, tenant.default_locale) or key


def _shorten(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def _is_id(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
