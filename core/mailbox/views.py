"""The demo's mailbox. It belongs to no tenant: every host shows it, the bare domain too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from markupsafe import Markup
from pyramid.httpexceptions import HTTPNotFound
from pyramid.response import Response
from pyramid.view import view_config

from core.errors import NotFoundError
from core.i18n import Translator, available_languages, negotiate
from core.mail.services import get_mail, list_mails
from core.templating import render
from core.web.request import LANGUAGE_COOKIE, THEME_COOKIE
from core.web.statics import static_url
from fields_config.html import clean_html

if TYPE_CHECKING:
    from core.web.request import Request

DOMAINS = {"core": "core"}


@view_config(route_name="core.mailbox", request_method="GET")
def show_mailbox(request: Request) -> Response:
    with request.platform.every_tenant(reading=True) as session:
        mails = list_mails(session)
    return _page(request, "core/mailbox.jinja2", mails=mails)


@view_config(route_name="core.mailbox_mail", request_method="GET")
def show_mail(request: Request) -> Response:
    with request.platform.every_tenant(reading=True) as session:
        try:
            mail = get_mail(session, UUID(request.matchdict["id"]))
        except (NotFoundError, ValueError):
            raise HTTPNotFound from None
    body = Markup(clean_html(mail.html))  # noqa: S704  # that is what cleaning is for
    return _page(request, "core/mailbox_mail.jinja2", mail=mail, body=body)


def _page(request: Request, template: str, **values: Any) -> Response:
    locale = _language(request)
    surroundings = {
        "locale": locale,
        "theme": request.cookies.get(THEME_COOKIE, "system"),
        "static": static_url,
        "route": request.route_path,
    }
    text = render(template, Translator(locale, DOMAINS, {}), DOMAINS, {**surroundings, **values})
    return Response(text)


def _language(request: Request) -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in available_languages():
        return str(chosen)
    return negotiate(request.headers.get("Accept-Language", ""), available_languages()) or "en"
