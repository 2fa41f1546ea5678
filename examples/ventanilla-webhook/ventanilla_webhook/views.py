"""The page for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.view import view_config

from ventanilla_webhook.permissions import SEE_KEY
from ventanilla_webhook.signing import key_of

if TYPE_CHECKING:
    from core.web.request import Request


@view_config(route_name="webhook.page", renderer="webhook/page.jinja2", permission=SEE_KEY)
def show_page(request: Request) -> dict[str, Any]:
    scope = request.scope
    return {"key": key_of(scope), "url": scope.tenant.settings("webhook")["url"]}
