"""The demo's mailbox. It belongs to no tenant: every host shows it, the bare domain too."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from markupsafe import Markup
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config

from core.errors import NotFoundError
from core.mail.services import get_mail, list_mails
from core.web.bare import render_bare
from fields_config.html import clean_html

if TYPE_CHECKING:
    from core.web.request import Request


@view_config(route_name="core.mailbox", request_method="GET")
def show_mailbox(request: Request) -> Response:
    with request.platform.every_tenant(reading=True) as session:
        mails = list_mails(session)
    return Response(render_bare(request, "core/demo/mailbox.jinja2", mails=mails))


@view_config(route_name="core.mailbox_mail", request_method="GET")
def show_mail(request: Request) -> Response:
    with request.platform.every_tenant(reading=True) as session:
        try:
            mail = get_mail(session, UUID(request.matchdict["id"]))
        except (NotFoundError, ValueError):
            raise HTTPNotFound from None
    body = Markup(clean_html(mail.html))  # noqa: S704  # that is what cleaning is for
    return Response(render_bare(request, "core/demo/mailbox_mail.jinja2", mail=mail, body=body))
