"""The forms of a mailbox: its address, its server, and what its new cases begin with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import colander
from babel import Locale
from translationstring import TranslationStringFactory

from core.plugin.api.fields import Access, FieldDefinition, FormDefinition, Grant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.plugin.api import Scope
_ = TranslationStringFactory("email_channel")

LONGEST_ADDRESS = 320  # bytes (RFC 3696, erratum 1690)
ADDRESS_WANTED = _("Write an address such as help@example.org.")
# How mail comes: the value of the form -> columns of the mailbox.
WAYS: Mapping[str, Mapping[str, str]] = {
    "imap": {"receiving": "imap", "authentication": "password", "provider": ""},
    "google": {"receiving": "imap", "authentication": "oauth2", "provider": "google"},
    "microsoft": {"receiving": "imap", "authentication": "oauth2", "provider": "microsoft"},
    "oauth2": {"receiving": "imap", "authentication": "oauth2", "provider": "other"},
    "delivery": {"receiving": "delivery", "authentication": "password", "provider": ""},
}
WAY_TITLES = {
    "imap": _("We fetch it by IMAP, with a password"),
    "google": _("We fetch it from Google Workspace or Gmail (OAuth2)"),
    "microsoft": _("We fetch it from Microsoft 365 (OAuth2)"),
    "oauth2": _("We fetch it by IMAP from another server with OAuth2"),
    "delivery": _("A mail server delivers it to us (SMTP or LMTP)"),
}
SECURITY = {
    "tls": _("TLS from the start (port 993 as a rule)"),
    "starttls": _("STARTTLS (port 143 as a rule)"),
    "none": _("None, in a network of your own only"),
}
AFTER_FETCH = {"seen": _("Mark as read"), "move": _("Move to another folder")}
# Fields of the case form that a mailbox presets.
PRESET = ("product", "priority")


def way_of(receiving: str, authentication: str, provider: str) -> str:
    """Return the way that a mailbox's columns stand for: a key of ``WAYS``."""
    if receiving == "delivery":
        return "delivery"
    if authentication == "password":
        return "imap"
    return provider if provider in WAYS else "oauth2"


def address_schema(scope: Scope, *, is_default: bool) -> colander.SchemaNode:
    """Make the form of address, names, language and how mail comes.

    :param is_default: it is the default mailbox, which stays so until another becomes it
    """
    languages = [(code, language_name(code)) for code in scope.tenant.languages]
    schema = colander.SchemaNode(
        colander.Mapping(),
        _text(
            "address",
            _("Address"),
            description=_("Where people write to."),
            widget_name="email",
            validator=colander.All(
                colander.Length(max=LONGEST_ADDRESS), colander.Email(ADDRESS_WANTED)
            ),
        ),
        _text(
            "sender_name",
            _("Name of the sender"),
            description=_(
                "Stands before the address in mails that go out; empty: the organisation."
            ),
            validator=colander.Length(max=200),
            missing="",
        ),
        _text(
            "reply_to",
            _("Answers go to"),
            description=_(
                "Only if it is another address, such as one of your organisation that redirects to"
                " this mailbox."
            ),
            widget_name="email",
            validator=colander.All(
                colander.Length(max=LONGEST_ADDRESS), colander.Email(ADDRESS_WANTED)
            ),
            missing="",
        ),
        _text(
            "way",
            _("How mail comes to us"),
            widget_name="radio",
            options=list(WAY_TITLES.items()),
            validator=colander.OneOf(list(WAYS)),
        ),
        _text(
            "locale",
            _("Language of answers"),
            description=_("For people whose own language we don't know."),
            widget_name="list",
            options=[("", _("As the organisation")), *languages],
            validator=colander.OneOf(["", *scope.tenant.languages]),
            missing="",
        ),
        _text(
            "trusted_server",
            _("Server whose checks of the sender we believe"),
            description=_(
                "The name that your mail server writes into “Authentication-Results”; empty: none."
            ),
            validator=colander.Length(max=255),
            missing="",
        ),
    )
    if not is_default:
        schema.add(
            colander.SchemaNode(
                colander.Boolean(),
                name="is_default",
                title=_("Default mailbox: mails go out from it where nothing else says from which"),
                missing=False,
            )
        )
    return schema


def server_schema(way: str, set_secrets: Mapping[str, bool]) -> colander.SchemaNode:
    """Make the form of the server that a mailbox is fetched from.

    :param way: of ``WAYS``; each asks only for what it needs
    :param set_secrets: which secrets are stored already
    """
    nodes: list[colander.SchemaNode] = []
    if way in ("imap", "oauth2"):
        nodes += _server_nodes()
    nodes.append(
        _text(
            "username",
            _("User"),
            description=_("The whole address, as a rule."),
            validator=colander.Length(max=255),
            autocomplete="off",
        )
    )
    if way == "imap":
        nodes.append(_secret("secret", _("Password"), set_secrets))
    else:
        nodes.append(
            _text(
                "client_id", _("Client ID"), validator=colander.Length(max=255), autocomplete="off"
            )
        )
        nodes.append(_secret("client_secret", _("Client secret"), set_secrets))
        nodes.append(_secret("secret", _("Refresh token"), set_secrets))
    if way == "oauth2":
        nodes.append(
            _text(
                "token_url",
                _("Address that gives tokens"),
                widget_name="url",
                validator=colander.All(
                    colander.Length(max=1000),
                    colander.Regex(
                        r"^https?://[^\s/?#@]+([/?][^\s#]*)?\Z", msg=_("This is no address.")
                    ),
                ),
            )
        )
    nodes += _folder_nodes()
    return colander.SchemaNode(colander.Mapping(), *nodes, validator=_check_folders)


def defaults_form(scope: Scope) -> FormDefinition:
    """Return the part of the case form that a mailbox presets: all of it may be left empty.

    Fields that customers don't see are among it, as the organisation itself chooses.
    """
    form = scope.tenant.form("case")
    fields = (form.field(key) for key in PRESET)
    kept = tuple(
        _without_default(field).with_grant("agent", "create", Grant(Access.EDIT))
        for field in fields
        if field is not None and field.active
    )
    return FormDefinition(key="case", fields=kept)


def _without_default(field: FieldDefinition) -> FieldDefinition:
    options = tuple(replace(one, default=False) for one in field.options)
    return replace(field, options=options, default=None, section="")


def _server_nodes() -> list[colander.SchemaNode]:
    return [
        _text(
            "host",
            _("Server"),
            description=_("For example imap.example.org"),
            validator=colander.All(
                colander.Length(max=255),
                colander.Regex(r"^[^\s/@]+\Z", msg=_("Write the server's name alone.")),
            ),
            autocomplete="off",
        ),
        colander.SchemaNode(
            colander.Integer(),
            name="port",
            title=_("Port"),
            validator=colander.Range(1, 65535),
            missing_msg=_("Fill in “${label}”.", mapping={"label": _("Port")}),
        ),
        _text(
            "security",
            _("Encryption"),
            widget_name="radio",
            options=list(SECURITY.items()),
            validator=colander.OneOf(list(SECURITY)),
        ),
    ]


def _folder_nodes() -> list[colander.SchemaNode]:
    return [
        _text("folder", _("Folder"), validator=colander.Length(max=200)),
        _text(
            "after_fetch",
            _("What we do with a message that we have"),
            widget_name="radio",
            options=list(AFTER_FETCH.items()),
            validator=colander.OneOf(list(AFTER_FETCH)),
        ),
        _text(
            "move_to",
            _("Folder to move to"),
            description=_("Only if messages are moved."),
            validator=colander.Length(max=200),
            missing="",
        ),
    ]


def _check_folders(node: colander.SchemaNode, values: Mapping[str, Any]) -> None:
    if values["after_fetch"] != "move":
        return
    wrong = ""
    if not values["move_to"]:
        wrong = _("Name the folder.")
    elif values["move_to"] == values["folder"]:
        wrong = _("Name another folder than the one that mail comes to.")
    if wrong:
        error = colander.Invalid(node)
        error["move_to"] = wrong
        raise error


def _text(name: str, title: str, **options: Any) -> colander.SchemaNode:
    missing = _("Fill in “${label}”.", mapping={"label": title})
    found = {"missing_msg": missing, **options}
    return colander.SchemaNode(colander.String(), name=name, title=title, **found)


def _secret(name: str, title: str, set_secrets: Mapping[str, bool]) -> colander.SchemaNode:
    """Make a control that never shows what is stored."""
    options: dict[str, Any] = {}
    if set_secrets.get(name):
        options = {"missing": "", "description": _("One is set. Leave this empty to keep it.")}
    return _text(
        name,
        title,
        widget_name="password",
        validator=colander.Length(max=8192),
        autocomplete="new-password",
        **options,
    )


def language_name(code: str) -> str:
    """Return the language's name in itself."""
    name = Locale.parse(code, sep="-").get_display_name() or code
    return name[:1].upper() + name[1:]
