"""Where a demo tells what it holds. Included in a demo only."""

from core.web.routing import RouteConfig


def includeme(config: RouteConfig) -> None:
    config.add_route("core.demo", "/demo", audience="public")
