"""The page for administrators."""

from core.plugin.api.pages import RouteConfig


def includeme(config: RouteConfig) -> None:
    config.add_route("webhook.page", "/x/webhook", audience="staff")
