"""What an organisation decides about passwords, sign-in and recovery."""

from collections.abc import Mapping
from typing import Any

import colander
from translationstring import TranslationStringFactory

from core.i18n import available_languages
from core.identity.lock_reasons import LOCKING, UNLOCKING
from fields_config.errors import RefusedValueError
from fields_config.limits import read_region
from fields_config.texts import language_name

_ = TranslationStringFactory("core")


def _check_country(node: colander.SchemaNode, code: str) -> None:
    try:
        read_region(code)
    except RefusedValueError as refusal:
        raise colander.Invalid(node, refusal.message) from refusal


def _check_reasons(node: colander.SchemaNode, entries: list[dict[str, Any]]) -> None:
    codes = [entry["code"] for entry in entries]
    if not codes:
        raise colander.Invalid(node, _("Leave at least one reason."))
    twice = next((code for code in codes if codes.count(code) > 1), "")
    if twice:
        text = _("The code “${code}” stands there twice.", mapping={"code": twice})
        raise colander.Invalid(node, text)


def _reasons(name: str, title: str, shipped: Mapping[str, str]) -> colander.SchemaNode:
    """Make the list of reasons among which staff choose."""
    code = colander.SchemaNode(
        colander.String(),
        name="code",
        title=_("Code"),
        validator=colander.Regex(
            r"[a-z][a-z0-9_]{0,59}\Z", _("Write small letters, digits and underscores.")
        ),
    )
    words = [
        colander.SchemaNode(
            colander.String(),
            name=language,
            title=language_name(language),
            validator=colander.Length(max=200),
            missing="",
        )
        for language in available_languages()
    ]
    return colander.SchemaNode(
        colander.Sequence(),
        colander.SchemaNode(colander.Mapping(), code, *words, name="reason"),
        name=name,
        title=title,
        description=_(
            "The record keeps the code, so leave it as it is. Where there are no words, ours stand"
            " there for our codes, and those in your default language for others."
        ),
        validator=_check_reasons,
        missing=tuple({"code": one} for one in shipped),
    )


class PasswordSettings(colander.MappingSchema):
    """Passwords, sign-in and recovery."""

    password_min = colander.SchemaNode(
        colander.Integer(),
        title=_("Shortest password"),
        validator=colander.Range(6, 64),
        missing=8,
    )
    password_max = colander.SchemaNode(
        colander.Integer(),
        title=_("Longest password"),
        validator=colander.Range(16, 256),
        missing=128,
    )
    recovery = colander.SchemaNode(
        colander.String(),
        title=_("Password recovery"),
        validator=colander.OneOf(["link", "code", "mailed_password"]),
        options=[
            ("link", _("by a link in a mail")),
            ("code", _("by a code in a mail")),
            ("mailed_password", _("by a one-time password in a mail")),
        ],
        missing="link",
    )
    recovery_identifier = colander.SchemaNode(
        colander.Boolean(),
        title=_("Password recovery asks for the identifier too"),
        missing=False,
    )
    phone_codes = colander.SchemaNode(
        colander.Boolean(),
        title=_("Staff may make recovery codes to read out on the telephone"),
        missing=True,
    )
    self_registration = colander.SchemaNode(
        colander.Boolean(), title=_("Customers may register themselves"), missing=True
    )
    staff_contacts_enter = colander.SchemaNode(
        colander.Boolean(),
        title=_("Contacts that staff add may use the portal"),
        missing=False,
    )
    mails_password = colander.SchemaNode(
        colander.Boolean(),
        title=_("The welcome mail carries a one-time password instead of a link"),
        missing=False,
    )
    username_alias = colander.SchemaNode(
        colander.Boolean(), title=_("Customers may sign in with a user name"), missing=False
    )
    phone_country = colander.SchemaNode(
        colander.String(),
        title=_("Country of telephone numbers without a prefix"),
        description=_("Two letters, for example CO or ES. A field may name another country."),
        preparer=lambda text: text.strip().upper() if text else text,
        validator=_check_country,
        missing="",
    )
    network_domains = colander.SchemaNode(
        colander.String(),
        title=_("Mail domains inside your network"),
        description=_(
            "Such as empresa.local. Addresses there are taken only if you name the domain, as mail"
            " from outside does not reach them. Separate several with blanks."
        ),
        validator=colander.Length(max=1000),
        missing="",
    )

    lock_reasons = _reasons("lock_reasons", _("Reasons to lock an account"), LOCKING)
    unlock_reasons = _reasons("unlock_reasons", _("Reasons to unlock an account"), UNLOCKING)

    def validator(self, node: colander.SchemaNode, values: dict[str, Any]) -> None:
        """Leave lengths between the shortest and the longest: else nobody could choose any."""
        if values["password_max"] < values["password_min"]:
            invalid = colander.Invalid(node)
            invalid["password_max"] = _("This is less than the shortest.")
            raise invalid
