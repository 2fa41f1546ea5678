"""The addresses that load balancers and Prometheus ask."""

from core.web.routing import RouteConfig


def includeme(config: RouteConfig) -> None:
    config.add_route("core.healthz", "/healthz", audience="public")
    config.add_route("core.readyz", "/readyz", audience="public")
    config.add_route("core.metrics", "/metrics", audience="public")
