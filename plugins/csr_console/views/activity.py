"""The tab *Activity Log*: all that is on record about a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.renderers import render_to_response
from pyramid.view import view_config

from core.plugin.api.activity import export_activity_log, show_activity_log
from plugins.csr_console.permissions import USE
from plugins.csr_console.services.masking import is_known
from plugins.csr_console.views.frame import around, customer_of, refuse

if TYPE_CHECKING:
    from pyramid.response import Response

    from core.plugin.api.pages import Request

ACTIVITY = "csr_console.activity"


@view_config(route_name=ACTIVITY, permission=USE.name, request_method="GET")
def show_activity(request: Request) -> Response:
    """Show the log once the caller is known: it may hold a fact that callers are asked."""
    contact = customer_of(request)
    if not is_known(request.scope, contact.id):
        values = around(request, contact)
        return render_to_response("csr_console/hidden.jinja2", values, request=request)
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
    stopped = refuse(request, contact, "view")
    if stopped is not None:
        return stopped
    return export_activity_log(
        request, contact.id, back=request.route_path(ACTIVITY, id=contact.id)
    )
