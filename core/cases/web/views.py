"""Sending the files of cases, and asking customers for what their cases lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.response import FileIter, Response
from pyramid.view import forbidden_view_config, view_config
from translationstring import TranslationStringFactory

from core.cases.access import ANSWER
from core.cases.services import ask_again, get_case, open_file
from core.cases.services.files import open_shared_file
from core.errors import Refused
from core.files.downloads import make_inert
from core.web.errors import FRAMES, show_forbidden
from core.web.routing import read_id

if TYPE_CHECKING:
    from core.cases.services.files import OpenFile
    from core.web.request import Request

_ = TranslationStringFactory("core")

CHUNK = 64 * 1024
BEGIN = "begin"
DOWNLOAD = "core/cases/download.jinja2"


@view_config(route_name="core.case_ask", permission=ANSWER, request_method="POST")
def ask_for_missing(request: Request) -> HTTPSeeOther:
    """Mail the contact once more what is missing."""
    case = get_case(request.scope, request.matchdict["number"])
    try:
        ask_again(request.scope, case)
    except Refused as refusal:
        request.flash_message("warning", refusal.message)
    else:
        request.flash_message("success", _("The contact gets a mail with a new link."))
    return HTTPSeeOther(request.scope.links.path("case", "staff", number=case.number) or "/")


@forbidden_view_config(route_name="core.file")
@forbidden_view_config(route_name="core.staff_file")
def ask_who_downloads(request: Request) -> Response:
    """Send a visitor who is not signed in to the sign-in page, then to the download.

    A file alone would leave the sign-in page where it is, as if nothing had happened.
    """
    return show_forbidden(request, f"{request.path}?{BEGIN}=yes")


@view_config(route_name="core.file", request_method="GET", request_param=BEGIN, renderer=DOWNLOAD)
@view_config(
    route_name="core.staff_file", request_method="GET", request_param=BEGIN, renderer=DOWNLOAD
)
def begin_download(request: Request) -> dict[str, Any]:
    """Show a page that fetches the file, to somebody who has just signed in for it."""
    file = open_file(request.scope, read_id(request.matchdict["id"]))
    file.content.close()
    return {"name": file.name, "address": request.path, "frame": FRAMES[request.scope.actor.kind]}


@view_config(route_name="core.file", request_method="GET")
@view_config(route_name="core.staff_file", request_method="GET")
def download_file(request: Request) -> Response:
    """Send a file as inert data: saved, never shown, whatever it says it is."""
    return _send(request, open_file(request.scope, read_id(request.matchdict["id"])))


@view_config(route_name="core.shared_file", request_method="GET")
def download_shared_file(request: Request) -> Response:
    """Send the file of a link that somebody got by mail."""
    return _send(request, open_shared_file(request.scope, request.matchdict["token"]))


def _send(request: Request, file: OpenFile) -> Response:
    send = request.environ.get("wsgi.file_wrapper", FileIter)
    response = Response(content_type=file.media_type, app_iter=send(file.content, CHUNK))
    response.charset = None
    response.content_length = file.size
    make_inert(response, file.name)
    return response
