"""One received message: its page, its files, and the message as it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config

from core.plugin.api import NotFoundError
from core.plugin.api.pages import read_id, save_as
from plugins.email_channel.parsing.attachments import picture_type
from plugins.email_channel.permissions import SEE
from plugins.email_channel.services.listing import find_mail_of_note
from plugins.email_channel.services.opening import read_attachment, read_original
from plugins.email_channel.views.mail_page import PAGE, show_page

if TYPE_CHECKING:
    from pyramid.response import Response

    from core.plugin.api.pages import Request


@view_config(
    route_name="email_channel.mail", permission=SEE.name, renderer=PAGE, request_method="GET"
)
def show_mail(request: Request) -> dict[str, Any]:
    return show_page(request, read_id(request.matchdict["id"]))


@view_config(route_name="email_channel.original", permission=SEE.name, request_method="GET")
def download_original(request: Request) -> Response:
    """Send the message as it came, to be saved."""
    mail_id = read_id(request.matchdict["id"])
    return save_as(read_original(request.scope, mail_id), f"{mail_id}.eml")


@view_config(route_name="email_channel.attachment", permission=SEE.name, request_method="GET")
def download_attachment(request: Request) -> Response:
    """Send a file of the message, to be saved; a picture is shown within the text, too."""
    mail_id = read_id(request.matchdict["id"])
    file = read_attachment(request.scope, mail_id, int(request.matchdict["position"]))
    response = save_as(file.content, file.name)
    if media_type := picture_type(file.content):
        response.content_type = media_type
    return response


@view_config(route_name="email_channel.mail_of_note", permission=SEE.name, request_method="GET")
def go_to_mail(request: Request) -> HTTPSeeOther:
    """Go to the message that a note was made of."""
    note_id = read_id(request.matchdict["note"])
    mail_id = find_mail_of_note(request.scope, note_id)
    if mail_id is None:
        raise NotFoundError(str(note_id))
    return HTTPSeeOther(request.route_path("email_channel.mail", id=mail_id))
