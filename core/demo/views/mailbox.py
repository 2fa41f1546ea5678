"""The demo's mailbox. It belongs to no tenant: every host shows it, the bare domain too."""

from __future__ import annotations

from email.utils import formataddr
from typing import TYPE_CHECKING
from uuid import UUID

from markupsafe import Markup
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config
from sqlalchemy import select

from core.demo.entries import write_url
from core.demo.people import ANA
from core.errors import NotFoundError
from core.mail.services import get_mail, list_mails
from core.tenancy.models import Tenant
from core.web.bare import render_bare
from fields_config.html import clean_html

if TYPE_CHECKING:
    from core.web.request import Request


MOST_TENANTS = 20


@view_config(route_name="core.mailbox", request_method="GET")
def show_mailbox(request: Request) -> Response:
    with request.platform.every_tenant(reading=True) as session:
        mails = list_mails(session)
        tenants = session.execute(
            select(Tenant.slug, Tenant.name).order_by(Tenant.slug).limit(MOST_TENANTS)
        ).all()
    found = ((name, write_url(request.platform, slug, _from=ANA)) for slug, name in tenants)
    writing = [(name, url) for name, url in found if url]
    return Response(render_bare(request, "core/demo/mailbox.jinja2", mails=mails, writing=writing))


@view_config(route_name="core.mailbox_mail", request_method="GET")
def show_mail(request: Request) -> Response:
    with request.platform.every_tenant(reading=True) as session:
        try:
            mail = get_mail(session, UUID(request.matchdict["id"]))
            slug = session.scalar(select(Tenant.slug).where(Tenant.id == mail.tenant_id)) or ""
        except (NotFoundError, ValueError):
            raise HTTPNotFound from None
    body = Markup(clean_html(mail.html))  # noqa: S704  # that is what cleaning is for
    answer_url = write_url(
        request.platform,
        slug,
        _from=formataddr(tuple(mail.to[0])) if mail.to else "",
        _to=mail.reply_to or mail.sender,
        _subject=f"Re: {mail.subject}",
        _in_reply_to=mail.message_id,
    )
    values = {"mail": mail, "body": body, "answer_url": answer_url}
    return Response(render_bare(request, "core/demo/mailbox_mail.jinja2", **values))
