"""Where ratings are sent."""

from core.plugin.api.pages import RouteConfig


def includeme(config: RouteConfig) -> None:
    config.add_route("csat.rating", "/x/csat/cases/{number:[0-9]{1,18}}", audience="customer")
