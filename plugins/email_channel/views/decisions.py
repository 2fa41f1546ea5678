"""What staff decide on the page of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import ConflictError, NotFoundError, Refused
from core.plugin.api.pages import FormExtras, handle_form, read_id
from plugins.email_channel.permissions import SEE
from plugins.email_channel.services.quarantine import (
    accept_mail,
    assign_mail,
    block_and_reject,
    reject_mail,
    retry_mail,
)
from plugins.email_channel.views.mail_page import PAGE, assign_form, show_page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from core.plugin.api import Scope
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("email_channel")

OVERTAKEN = _("Somebody else has decided about it meanwhile. Nothing was changed.")
NO_CASE = _("There is no case with this number.")


@view_config(route_name="email_channel.accept", permission=SEE.name, request_method="POST")
def accept(request: Request) -> HTTPSeeOther:
    return _decide(request, accept_mail, _("The message was accepted."))


@view_config(route_name="email_channel.refuse", permission=SEE.name, request_method="POST")
def refuse(request: Request) -> HTTPSeeOther:
    return _decide(request, reject_mail, _("The message was refused."))


@view_config(route_name="email_channel.block", permission=SEE.name, request_method="POST")
def block(request: Request) -> HTTPSeeOther:
    said = _("The message was refused, and its sender is blocked.")
    return _decide(request, block_and_reject, said)


@view_config(route_name="email_channel.retry", permission=SEE.name, request_method="POST")
def retry(request: Request) -> HTTPSeeOther:
    said = _("The message is being read again. This page says what became of it in a moment.")
    return _decide(request, retry_mail, said)


# The form checks the token itself, so that the number stays where it was typed.
@view_config(
    route_name="email_channel.assign",
    permission=SEE.name,
    renderer=PAGE,
    request_method="POST",
    require_csrf=False,
)
def assign(request: Request) -> HTTPSeeOther | dict[str, Any]:
    """Add the message to a case."""
    mail_id = read_id(request.matchdict["id"])

    def save(values: Mapping[str, Any]) -> HTTPSeeOther:
        number = values["number"].strip().lstrip("#")
        try:
            assign_mail(request.scope, mail_id, number)
        except NotFoundError:
            raise Refused(fields={"number": NO_CASE}) from None
        except ConflictError:
            return _to_mail(request, mail_id, "warning", OVERTAKEN)
        said = _("The message was added to case ${number}.", mapping={"number": number})
        return _to_mail(request, mail_id, "success", said)

    answer: HTTPSeeOther | dict[str, Any] = handle_form(
        request,
        assign_form(request.scope),
        save,
        render=lambda form: show_page(request, mail_id, form),
        extras=FormExtras(action=request.path),
    )
    return answer


# Somebody who reloads the page after an error, or comes back after signing in, is led to it.
@view_config(route_name="email_channel.accept", permission=SEE.name, request_method="GET")
@view_config(route_name="email_channel.refuse", permission=SEE.name, request_method="GET")
@view_config(route_name="email_channel.block", permission=SEE.name, request_method="GET")
@view_config(route_name="email_channel.retry", permission=SEE.name, request_method="GET")
@view_config(route_name="email_channel.assign", permission=SEE.name, request_method="GET")
def go_to_mail(request: Request) -> HTTPSeeOther:
    mail_id = read_id(request.matchdict["id"])
    return HTTPSeeOther(request.route_path("email_channel.mail", id=mail_id))


def _decide(request: Request, decide: Callable[[Scope, UUID], object], said: str) -> HTTPSeeOther:
    """Decide, and say what was done; what is refused has changed nothing."""
    mail_id = read_id(request.matchdict["id"])
    try:
        with request.scope.session.begin_nested():
            decide(request.scope, mail_id)
    except ConflictError:
        return _to_mail(request, mail_id, "warning", OVERTAKEN)
    except Refused as refusal:
        texts = (refusal.message, *refusal.fields.values())
        text = next((one for one in texts if one), _("This was not possible."))
        return _to_mail(request, mail_id, "danger", text)
    return _to_mail(request, mail_id, "success", said)


def _to_mail(request: Request, mail_id: UUID, kind: str, text: str) -> HTTPSeeOther:
    request.flash_message(kind, text)
    return HTTPSeeOther(request.route_path("email_channel.mail", id=mail_id))
