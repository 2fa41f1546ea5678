"""The forms of a mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import NotFoundError
from core.plugin.api.pages import (
    CachedForm,
    FormView,
    Request,
    cached_form,
    form_from_definition,
    form_from_schema,
    handle_edit,
    handle_form,
)
from plugins.email_channel.models import Mailbox
from plugins.email_channel.permissions import SET_UP
from plugins.email_channel.schemas.mailboxes import (
    WAYS,
    address_schema,
    defaults_form,
    server_schema,
    way_of,
)
from plugins.email_channel.services import mailboxes
from plugins.email_channel.views.mailboxes import get_mailbox

_ = TranslationStringFactory("email_channel")

FORM = "email_channel/mailbox_form.jinja2"
SAVE = (("save", _("Save")),)
ADDRESS = ("address", "sender_name", "reply_to", "locale", "trusted_server", "is_default")
SERVER = (
    *("host", "port", "security", "username", "client_id", "token_url"),
    *("folder", "after_fetch", "move_to"),
)


@view_config(
    route_name="email_channel.mailbox_new",
    renderer=FORM,
    permission=SET_UP.name,
    require_csrf=False,
)
def add_mailbox(request: Request) -> Any:
    """Add a mailbox; then its server is asked for, if it has one."""

    def add(values: Mapping[str, Any]) -> HTTPSeeOther:
        mailbox = mailboxes.add_mailbox(request.scope, _with_columns(values))
        request.flash_message("success", _("Saved."))
        is_fetched = mailbox.receiving == "imap"
        page = "email_channel.mailbox_server" if is_fetched else "email_channel.mailbox"
        return HTTPSeeOther(request.route_path(page, id=mailbox.id))

    return handle_form(
        request,
        _address_form(request, is_default=not mailboxes.list_mailboxes(request.scope)),
        add,
        render=lambda view: _page(request, view, _("New mailbox")),
        current={"way": "imap", "is_default": False},
    )


@view_config(
    route_name="email_channel.mailbox_address",
    renderer=FORM,
    permission=SET_UP.name,
    require_csrf=False,
)
def change_address(request: Request) -> Any:
    """Change address, names, language and how mail comes."""
    mailbox = get_mailbox(request)

    def save(changes: Mapping[str, Any]) -> HTTPSeeOther:
        mailboxes.change_mailbox(request.scope, mailbox, _with_columns(changes))
        return _saved(request, mailbox)

    return handle_edit(
        request,
        _address_form(request, is_default=mailbox.is_default),
        save,
        render=lambda view: _page(request, view, _("Address"), mailbox),
        current={**{name: getattr(mailbox, name) for name in ADDRESS}, "way": _way(mailbox)},
    )


@view_config(
    route_name="email_channel.mailbox_server",
    renderer=FORM,
    permission=SET_UP.name,
    require_csrf=False,
)
def change_server(request: Request) -> Any:
    """Change the server that mail is fetched from.

    :raises NotFoundError: mail is delivered to this mailbox
    """
    mailbox = get_mailbox(request)
    if mailbox.receiving != "imap":
        raise NotFoundError(f"server of mailbox {mailbox.id}")
    set_secrets = {name: bool(getattr(mailbox, name)) for name in mailboxes.SECRETS}
    schema = server_schema(_way(mailbox), set_secrets)

    def save(changes: Mapping[str, Any]) -> HTTPSeeOther:
        mailboxes.change_mailbox(request.scope, mailbox, changes)
        return _saved(request, mailbox)

    return handle_edit(
        request,
        form_from_schema(schema, request.scope.translator, buttons=SAVE, form_id="server"),
        save,
        render=lambda view: _page(request, view, _("Server"), mailbox),
        current={name: getattr(mailbox, name) for name in SERVER},
    )


@view_config(
    route_name="email_channel.mailbox_defaults",
    renderer=FORM,
    permission=SET_UP.name,
    require_csrf=False,
)
def change_defaults(request: Request) -> Any:
    """Change what new cases of the mailbox begin with."""
    mailbox = get_mailbox(request)

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        mailboxes.change_defaults(request.scope, mailbox, values)
        return _saved(request, mailbox)

    return handle_edit(
        request,
        _defaults_form(request),
        save,
        render=lambda view: _page(request, view, _("New cases"), mailbox),
        current=mailbox.defaults,
        is_whole=True,
    )


def _address_form(request: Request, *, is_default: bool) -> CachedForm:
    schema = address_schema(request.scope, is_default=is_default)
    return form_from_schema(schema, request.scope.translator, buttons=SAVE, form_id="mailbox")


def _defaults_form(request: Request) -> CachedForm:
    scope = request.scope

    def make() -> CachedForm:
        return form_from_definition(
            scope.tenant,
            defaults_form(scope),
            "agent",
            "create",
            scope.locale,
            buttons=SAVE,
            form_id="defaults",
        )

    return cached_form(scope, "email_channel.defaults", make)


def _with_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with the columns that the chosen way stands for."""
    found = dict(values)
    return {**found, **WAYS.get(found.pop("way", ""), {})}


def _saved(request: Request, mailbox: Mailbox) -> HTTPSeeOther:
    request.flash_message("success", _("Saved."))
    return HTTPSeeOther(request.route_path("email_channel.mailbox", id=mailbox.id))


def _page(
    request: Request, view: FormView, title: str, mailbox: Mailbox | None = None
) -> dict[str, Any]:
    return {"form": view, "title": request.scope.translate(title), "mailbox": mailbox}


def _way(mailbox: Mailbox) -> str:
    return way_of(mailbox.receiving, mailbox.authentication, mailbox.provider)
