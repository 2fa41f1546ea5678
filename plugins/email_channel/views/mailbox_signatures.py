"""The page of a mailbox's signatures: a key, the record to publish, and whether it is there."""

from __future__ import annotations

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api.pages import Request, ask_first, is_confirmed
from plugins.email_channel.permissions import SET_UP
from plugins.email_channel.services import dkim_keys
from plugins.email_channel.services.sender_checks import lookups
from plugins.email_channel.views.mailboxes import get_mailbox

_ = TranslationStringFactory("email_channel")


@view_config(
    route_name="email_channel.mailbox_signatures",
    renderer="email_channel/mailbox_signatures.jinja2",
    permission=SET_UP.name,
    request_method="GET",
)
def show_signatures(request: Request) -> dict[str, Any]:
    """Show whether mails are signed, and the record that is to be published."""
    mailbox = get_mailbox(request)
    return {
        "mailbox": mailbox,
        "is_signing": dkim_keys.is_signing(mailbox),
        "record": dkim_keys.waiting_record(request.scope, mailbox),
    }


@view_config(
    route_name="email_channel.mailbox_signatures_key",
    permission=SET_UP.name,
    request_method="POST",
)
def make_key(request: Request) -> HTTPSeeOther:
    """Make a new key; it is used once its record is published."""
    mailbox = get_mailbox(request)
    dkim_keys.make_key(request.scope, mailbox)
    request.flash_message("success", _("Key created. Publish its DNS record, then check it here."))
    return _back(request)


@view_config(
    route_name="email_channel.mailbox_signatures_check",
    permission=SET_UP.name,
    request_method="POST",
)
def check_record(request: Request) -> HTTPSeeOther:
    """Look for the record, and sign from then on if it is there."""
    scope, mailbox = request.scope, get_mailbox(request)
    record = dkim_keys.waiting_record(scope, mailbox)
    if record is None:
        return _back(request)
    try:
        is_there = dkim_keys.is_published(record, lookups.resolve)
    except lookups.LookupFailedError:
        request.flash_message(
            "danger", _("The name servers did not answer. Try again in a few minutes.")
        )
        return _back(request)
    if is_there:
        dkim_keys.use_waiting_key(scope, mailbox)
        request.flash_message("success", _("The record is there: mails are signed from now on."))
    else:
        request.flash_message(
            "danger",
            _(
                "The record ${name} is not there yet, or says something else. New records can"
                " take some hours to be seen.",
                mapping={"name": record.name},
            ),
        )
    return _back(request)


@view_config(
    route_name="email_channel.mailbox_signatures_remove",
    permission=SET_UP.name,
    request_method="POST",
)
def remove_keys(request: Request) -> Any:
    """Ask, and then send without signatures."""
    scope, mailbox = request.scope, get_mailbox(request)
    if not is_confirmed(request):
        question = scope.translate(
            _("Send from ${address} without signatures?", mapping={"address": mailbox.address})
        )
        effect = scope.translate(
            _("Other servers may take the mails for forged. The keys can't be brought back.")
        )
        here = request.route_path("email_channel.mailbox_signatures", id=mailbox.id)
        return ask_first(request, question, [effect], scope.translate(_("Remove")), here)
    dkim_keys.remove_keys(scope, mailbox)
    request.flash_message("success", _("Mails are sent without signatures from now on."))
    return _back(request)


def _back(request: Request) -> HTTPSeeOther:
    page = request.route_path("email_channel.mailbox_signatures", id=request.matchdict["id"])
    return HTTPSeeOther(page)
