"""Addresses of people's pages."""

from core.web.routing import RouteConfig

PEOPLE = "/admin/people"


def includeme(config: RouteConfig) -> None:
    config.add_route("core.people", PEOPLE, audience="staff")
    config.add_route("core.contact_new", f"{PEOPLE}/contacts/new", audience="staff")
    config.add_route("core.contact", f"{PEOPLE}/contacts/{{id}}", audience="staff")
    config.add_route("core.contact_lock", f"{PEOPLE}/contacts/{{id}}/lock", audience="staff")
    config.add_route("core.contact_unlock", f"{PEOPLE}/contacts/{{id}}/unlock", audience="staff")
    config.add_route("core.contact_mail", f"{PEOPLE}/contacts/{{id}}/mail", audience="staff")
    config.add_route("core.contact_member", f"{PEOPLE}/contacts/{{id}}/accounts", audience="staff")
    config.add_route("core.accounts", f"{PEOPLE}/accounts", audience="staff")
    config.add_route("core.account_new", f"{PEOPLE}/accounts/new", audience="staff")
    config.add_route("core.account", f"{PEOPLE}/accounts/{{id}}", audience="staff")
    config.add_route("core.staff_list", f"{PEOPLE}/staff", audience="staff")
    config.add_route("core.staff_new", f"{PEOPLE}/staff/new", audience="staff")
    config.add_route("core.staff_member", f"{PEOPLE}/staff/{{id}}", audience="staff")
