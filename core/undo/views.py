"""The button behind a message that says what was changed."""

from __future__ import annotations

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.view import view_config
from translationstring import TranslationStringFactory

from core.undo.services import undo
from core.web.request import Request
from core.web.routing import read_id

_ = TranslationStringFactory("core")


@view_config(route_name="core.undo", request_method="POST")
def take_back(request: Request) -> HTTPSeeOther:
    """Put back what the change replaced."""
    step = undo(request.scope, read_id(request.matchdict["id"]))
    request.flash_message("success", _("Undone. It is as it was before."))
    return HTTPSeeOther(step.place or request.route_path("core.admin_home"))
