"""The way into the demo, for those who come to its bare address. It belongs to no tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.response import Response
from pyramid.view import view_config

from core.demo.entries import list_entries
from core.demo.people import ANA, BRUNO, PASSWORD, STAFF
from core.web.bare import render_bare

if TYPE_CHECKING:
    from core.web.request import Request


@view_config(route_name="core.demo", request_method="GET")
def show_demo(request: Request) -> Response:
    """Tell where the organisations are and who can sign in, as the command does that starts it."""
    text = render_bare(
        request,
        "core/demo/demo.jinja2",
        organisations=list_entries(request.platform),
        customers=(ANA, BRUNO),
        staff=STAFF.values(),
        password=PASSWORD,
    )
    return Response(text)
