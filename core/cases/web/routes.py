"""The addresses of cases' files, for customers and for staff, and of what staff ask customers."""

from core.web.routing import RouteConfig

FILE = "{id:[0-9a-f-]{36}}/{name}"


def includeme(config: RouteConfig) -> None:
    # Customers see files on the page of their case: where nobody shows one, there are none either.
    config.add_route("core.file", f"/files/{FILE}", audience="customer", offered="case")
    config.add_route("core.shared_file", "/files/shared/{token}/{name}", audience="public")
    config.add_route("core.staff_file", f"/staff/files/{FILE}", audience="staff")
    config.add_route("core.case_ask", "/staff/cases/{number:[0-9]{1,18}}/ask", audience="staff")
