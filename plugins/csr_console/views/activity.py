"""The tab *Activity Log*: all that is on record about a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.view import view_config

from core.plugin.api.activity import export_activity_log, show_activity_log
from plugins.csr_console.permissions import USE
from plugins.csr_console.views.frame import around, customer_of

if TYPE_CHECKING:
    from pyramid.response import Response

    from core.plugin.api.pages import Request

ACTIVITY = "csr_console.activity"


@view_config(route_name=ACTIVITY, permission=USE.name, request_method="GET")
def show_activity(request: Request) -> Response:
    contact = customer_of(request)
    return show_activity_log(
        request,
        contact.id,
        "csr_console/activity.jinja2",
        around(request, contact),
        export_url=request.route_path("csr_console.activity_csv", id=contact.id),
    )


@view_config(route_name="csr_console.activity_csv", permission=USE.name, request_method="POST")
def export_activity(request: Request) -> Response:
    contact = customer_of(request)
    return export_activity_log(
        request, contact.id, back=request.route_path(ACTIVITY, id=contact.id)
    )
