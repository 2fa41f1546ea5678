"""Where scripts send files one by one while a form is still being filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.view import view_config

from core.plugin.api.pages import take_upload

if TYPE_CHECKING:
    from core.plugin.api.pages import Request


@view_config(route_name="portal.uploads", renderer="json", request_method="POST")
def stage_upload(request: Request) -> dict[str, str]:
    """Keep a file until a form claims it."""
    return take_upload(request)
