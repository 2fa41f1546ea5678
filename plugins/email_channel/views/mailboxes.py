"""The list of mailboxes and the page of one, with what can be done there."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.cases import show_option
from core.plugin.api.fields import title_of
from core.plugin.api.pages import Request, ask_first, is_confirmed, read_id
from plugins.email_channel.models import Mailbox
from plugins.email_channel.permissions import SET_UP
from plugins.email_channel.schemas.mailboxes import (
    AFTER_FETCH,
    PRESET,
    SECURITY,
    WAY_TITLES,
    language_name,
    way_of,
)
from plugins.email_channel.services import mailboxes
from plugins.email_channel.services.mailbox_errors import MailboxError, describe
from plugins.email_channel.services.testing_mailboxes import try_mailbox

_ = TranslationStringFactory("email_channel")


@view_config(
    route_name="email_channel.mailboxes",
    renderer="email_channel/mailboxes.jinja2",
    permission=SET_UP.name,
    request_method="GET",
)
def list_mailboxes(request: Request) -> dict[str, Any]:
    """List the mailboxes, each with what is wrong with it."""
    scope = request.scope
    return {
        "mailboxes": [
            {
                "id": one.id,
                "address": one.address,
                "way": scope.translate(WAY_TITLES[_way(one)]),
                "state": _state(one),
                "is_default": one.is_default,
            }
            for one in mailboxes.list_mailboxes(scope)
        ]
    }


@view_config(
    route_name="email_channel.mailbox",
    renderer="email_channel/mailbox.jinja2",
    permission=SET_UP.name,
    request_method="GET",
)
def show_mailbox(request: Request) -> dict[str, Any]:
    """Show how a mailbox is set up and how it is doing."""
    scope, mailbox = request.scope, get_mailbox(request)
    is_fetched = mailbox.receiving == "imap"
    return {
        "mailbox": mailbox,
        "state": _state(mailbox),
        "error": describe(scope, mailbox.error, mailbox.error_details),
        "is_fetched": is_fetched,
        "address_rows": _address_rows(request, mailbox),
        "server_rows": _server_rows(request, mailbox) if is_fetched else [],
        "default_rows": _default_rows(request, mailbox),
        "counts": mailboxes.count_mail(scope, mailbox),
        "left": mailboxes.list_left(scope, mailbox),
    }


@view_config(route_name="email_channel.mailbox_test", permission=SET_UP.name, request_method="POST")
def test_mailbox(request: Request) -> HTTPSeeOther:
    """Connect to the server, and say what is wrong or how many messages are there."""
    scope, mailbox = request.scope, get_mailbox(request)
    try:
        found = try_mailbox(scope, mailbox)
    except MailboxError as error:
        request.flash_message("danger", describe(scope, error.code, error.details))
    else:
        if mailbox.error:
            mailboxes.fetch_soon(scope, mailbox)
        counts = {"messages": found.messages, "unread": found.unread, "folder": mailbox.folder}
        text = _(
            "It works. Messages in “${folder}”: ${messages}, of which unread: ${unread}.",
            mapping=counts,
        )
        request.flash_message("success", text)
    return _back(request, mailbox)


@view_config(
    route_name="email_channel.mailbox_switch", permission=SET_UP.name, request_method="POST"
)
def switch_mailbox(request: Request) -> HTTPSeeOther:
    """Let mail come to a mailbox, or not."""
    mailbox = get_mailbox(request)
    is_on = request.typed("on") == "1"
    mailboxes.switch_mailbox(request.scope, mailbox, on=is_on)
    text = _("Mail comes in here from now on.") if is_on else _("No mail comes in here any more.")
    request.flash_message("success", text)
    return _back(request, mailbox)


@view_config(
    route_name="email_channel.mailbox_retry", permission=SET_UP.name, request_method="POST"
)
def retry_left(request: Request) -> HTTPSeeOther:
    """Let messages that could not be fetched be tried again."""
    mailbox = get_mailbox(request)
    mailboxes.retry_left(request.scope, mailbox)
    request.flash_message("success", _("They are tried again with the next mail."))
    return _back(request, mailbox)


@view_config(
    route_name="email_channel.mailbox_remove", permission=SET_UP.name, request_method="POST"
)
def remove_mailbox(request: Request) -> Any:
    """Ask, and then remove a mailbox."""
    scope, mailbox = request.scope, get_mailbox(request)
    if not is_confirmed(request):
        counts = mailboxes.count_mail(scope, mailbox)
        effects = [
            _(
                "Messages that came and stay, with their cases: ${count}.",
                mapping={"count": counts.all},
            )
        ]
        if counts.waiting:
            text = _(
                "Of these, waiting for a decision: ${count}. They are decided without this"
                " mailbox's presets.",
                mapping={"count": counts.waiting},
            )
            effects.append(text)
        effects.append(
            _("What lies at its server stays there.")
            if mailbox.receiving == "imap"
            else _("Mail to its address is refused from then on; the sender is told.")
        )
        if mailbox.is_default:
            effects.append(_("Mails go out from another mailbox, if there is one."))
        question = scope.translate(
            _("Remove the mailbox ${address}?", mapping={"address": mailbox.address})
        )
        here = request.route_path("email_channel.mailbox", id=mailbox.id)
        sentences = [scope.translate(text) for text in effects]
        return ask_first(request, question, sentences, scope.translate(_("Remove")), here)
    address = mailbox.address
    mailboxes.remove_mailbox(scope, mailbox)
    request.flash_message("success", _("${address} is removed.", mapping={"address": address}))
    return HTTPSeeOther(request.route_path("email_channel.mailboxes"))


def get_mailbox(request: Request) -> Mailbox:
    """Return the mailbox of the path, locked if something is sent."""
    key = read_id(request.matchdict["id"])
    return mailboxes.get_mailbox(request.scope, key, lock=request.method == "POST")


def _back(request: Request, mailbox: Mailbox) -> HTTPSeeOther:
    return HTTPSeeOther(request.route_path("email_channel.mailbox", id=mailbox.id))


def _state(mailbox: Mailbox) -> str:
    """Return ``off``, ``unset`` (it has no server yet), ``wrong`` or ``good``."""
    if not mailbox.is_active:
        return "off"
    if mailbox.receiving == "imap" and not mailbox.host:
        return "unset"
    return "wrong" if mailbox.error else "good"


def _address_rows(request: Request, mailbox: Mailbox) -> list[tuple[str, str]]:
    translate = request.scope.translate
    return [
        (translate(_("Address")), mailbox.address),
        (translate(_("Name of the sender")), mailbox.sender_name),
        (translate(_("Answers go to")), mailbox.reply_to or mailbox.address),
        (translate(_("How mail comes to us")), translate(WAY_TITLES[_way(mailbox)])),
        (translate(_("Language of answers")), _language(request, mailbox)),
    ]


def _server_rows(request: Request, mailbox: Mailbox) -> list[tuple[str, str]]:
    translate = request.scope.translate
    after = translate(AFTER_FETCH[mailbox.after_fetch])
    return [
        (translate(_("Server")), f"{mailbox.host}:{mailbox.port}" if mailbox.host else ""),
        (translate(_("Encryption")), translate(SECURITY[mailbox.security])),
        (translate(_("User")), mailbox.username),
        (translate(_("Folder")), mailbox.folder),
        (
            translate(_("What we do with a message that we have")),
            f"{after}: {mailbox.move_to}" if mailbox.after_fetch == "move" else after,
        ),
    ]


def _default_rows(request: Request, mailbox: Mailbox) -> list[tuple[str, str]]:
    scope = request.scope
    form = scope.tenant.form("case")
    return [
        (
            title_of(field, scope.locale, scope.tenant.default_locale),
            str(show_option(scope, field.key, mailbox.defaults.get(field.key)) or ""),
        )
        for field in form.active_fields()
        if field.key in PRESET
    ]


def _language(request: Request, mailbox: Mailbox) -> str:
    unset: str = request.scope.translate(_("As the organisation"))
    return language_name(mailbox.locale) if mailbox.locale else unset


def _way(mailbox: Mailbox) -> str:
    return way_of(mailbox.receiving, mailbox.authentication, mailbox.provider)
