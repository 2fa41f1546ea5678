"""The addresses of impersonation."""

from core.web.impersonating import BEGIN, END, OVER
from core.web.routing import RouteConfig


def includeme(config: RouteConfig) -> None:
    config.add_route(BEGIN, "/staff/impersonation", audience="staff", link="impersonate")
    config.add_route(END, "/impersonation/end", audience="public")
    config.add_route(OVER, "/impersonation/over", audience="public")
    config.add_route("core.impersonation_choice", "/impersonation/choice", audience="customer")
