"""The address at which a change is taken back."""

from core.web.routing import RouteConfig


def includeme(config: RouteConfig) -> None:
    config.add_route("core.undo", "/admin/undo/{id}", audience="staff")
