"""What the forms are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

if TYPE_CHECKING:
    from fields_config.definition import FormKey

_ = TranslationStringFactory("core")

FORM_TITLES: dict[FormKey, str] = {
    "case": _("Cases"),
    "contact": _("Contacts"),
    "account": _("Accounts"),
}
