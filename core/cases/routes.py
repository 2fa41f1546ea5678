"""The addresses of cases' files, one for each side of the counter."""

from core.web.routing import RouteConfig

FILE = "{id:[0-9a-f-]{36}}/{name}"


def includeme(config: RouteConfig) -> None:
    # Customers see files through the portal: with it off, their addresses are gone too.
    config.add_route("core.file", f"/files/{FILE}", audience="customer", plugin="portal")
    config.add_route("core.staff_file", f"/staff/files/{FILE}", audience="staff")
