"""The page for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.view import view_config

from ventanilla_webhook.permissions import SEE

if TYPE_CHECKING:
    from core.plugin.api.pages import Request


@view_config(route_name="webhook.page", renderer="webhook/page.jinja2", permission=SEE)
def show_page(request: Request) -> dict[str, Any]:
    scope = request.scope
    return {
        "url": scope.tenant.settings("webhook")["url"],
        "is_signed": bool(scope.secret("webhook", "key")),
    }
