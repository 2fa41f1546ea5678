"""The mailbox that the mails of a case go out from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.plugin.api import NotFoundError
from core.plugin.api.cases import ANSWER, get_case_by_id
from core.plugin.api.pages import read_id
from plugins.email_channel.services.sending import choose_sender

if TYPE_CHECKING:
    from core.plugin.api.pages import Request

_ = TranslationStringFactory("email_channel")


@view_config(route_name="email_channel.sender", permission=ANSWER, request_method="POST")
def choose(request: Request) -> HTTPSeeOther:
    """Choose it, and go back to the case."""
    case = get_case_by_id(request.scope, read_id(request.matchdict["id"]))
    try:
        mailbox = choose_sender(request.scope, case, read_id(request.POST.get("_mailbox", "")))
    except NotFoundError:
        said = _("This mailbox is not there any more. Choose another one.")
        request.flash_message("warning", said)
    else:
        said = _("Mails of this case go out from ${address}.", mapping={"address": mailbox.address})
        request.flash_message("success", said)
    path = request.scope.links.path("case", "staff", number=case.number)
    if path is None:
        raise NotFoundError("a page of the case")
    return HTTPSeeOther(path)
