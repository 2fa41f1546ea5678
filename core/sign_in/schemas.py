"""The schemas of the sign-in forms."""

from __future__ import annotations

from typing import Any

import colander
from translationstring import TranslationStringFactory

_ = TranslationStringFactory("core")

LONGEST_NAME = 254
LONGEST_PASSWORD = 1024


def _readable(node: colander.SchemaNode, value: str) -> None:
    if not value.isprintable():
        raise colander.Invalid(node, _("Use letters, digits and ordinary signs."))


def text_node(name: str, title: str, missing_msg: str, **more: Any) -> colander.SchemaNode:
    """Return a line of text that must be written."""
    longest = more.pop("longest", LONGEST_NAME)
    return colander.SchemaNode(
        colander.String(),
        name=name,
        title=title,
        missing_msg=missing_msg,
        preparer=lambda value: value.strip() if isinstance(value, str) else value,
        validator=colander.All(
            colander.Length(max=longest, max_err=_("Use at most ${max} characters.")), _readable
        ),
        **more,
    )


def password_node(name: str, title: str, missing_msg: str, **more: Any) -> colander.SchemaNode:
    """Return a password. Any characters, compared exactly; the policy is the services' work."""
    return colander.SchemaNode(
        colander.String(),
        name=name,
        title=title,
        missing_msg=missing_msg,
        validator=colander.Length(
            max=LONGEST_PASSWORD, max_err=_("Use at most ${max} characters.")
        ),
        **{"widget_name": "password", **more},
    )


def new_password_node(hint: str) -> colander.SchemaNode:
    """Return a new password, typed twice.

    :param hint: what the policy asks for
    """
    return password_node(
        "new",
        _("New password"),
        _("Write the new password."),
        widget_name="checked_password",
        description=hint,
    )


def address_node(title: str = _("Email address"), **more: Any) -> colander.SchemaNode:
    return text_node(
        "email", title, _("Write your email address."), **{"widget_name": "email", **more}
    )


def mapping(*nodes: colander.SchemaNode) -> colander.SchemaNode:
    return colander.SchemaNode(colander.Mapping(), *nodes)


def sign_in_schema(*, with_username: bool) -> colander.SchemaNode:
    """Return name and password.

    :param with_username: whether the name may be a user name
    """
    if with_username:
        name = text_node("name", _("User name"), _("Write your user name or email address."))
    else:
        name = address_node()
        name.name = "name"
    name.autocomplete = "username"
    return mapping(name, password_node("password", _("Password"), _("Write your password.")))


def recovery_schema(*, with_identifier: bool) -> colander.SchemaNode:
    """Return what to say about oneself to get back in."""
    address = address_node(_("Email"), autocomplete="username")
    if not with_identifier:
        return mapping(address)
    about = text_node("identifier", _("Identifier"), _("Write your identifier."), longest=60)
    return mapping(about, address)


def code_schema(hint: str) -> colander.SchemaNode:
    code = text_node(
        "code",
        _("Recovery code"),
        _("Write the code that you were given."),
        longest=40,
        autocomplete="one-time-code",
        placeholder="K7QF-3M2P",
    )
    name = text_node(
        "name",
        _("Email address or identifier"),
        _("Write your email address or your identifier."),
        autocomplete="username",
    )
    return mapping(name, code, new_password_node(hint))


def choose_password_schema(hint: str) -> colander.SchemaNode:
    return mapping(new_password_node(hint))


def change_password_schema(hint: str) -> colander.SchemaNode:
    current = password_node("current", _("Current password"), _("Write your current password."))
    return mapping(current, new_password_node(hint))
