"""Addresses that belong to no feature."""

from core.web.routing import RouteConfig


def includeme(config: RouteConfig) -> None:
    config.add_route("core.language", "/language", audience="public")
    config.add_route("core.theme", "/theme", audience="public")
    config.add_route("core.branding", "/branding.css", audience="public")
    config.add_route("core.static", "/static/{owner}/{hash}/{path:.+}", audience="public")
