"""Addresses of the console's pages."""

from core.plugin.api.pages import RouteConfig

CUSTOMERS = "/customers"
CUSTOMER = f"{CUSTOMERS}/{{id:[0-9a-f-]{{36}}}}"


def includeme(config: RouteConfig) -> None:
    config.add_route("csr_console.customers", CUSTOMERS, audience="staff")
    config.add_route("csr_console.limits", "/customer-districts", audience="staff")
    config.add_route("csr_console.customer", CUSTOMER, audience="staff")
    config.add_route("csr_console.activity", f"{CUSTOMER}/activity", audience="staff")
    config.add_route("csr_console.activity_csv", f"{CUSTOMER}/activity.csv", audience="staff")
    config.add_route("csr_console.facts", "/admin/caller-verification", audience="staff")
    config.add_route("csr_console.calls", f"{CUSTOMER}/calls", audience="staff")
    config.add_route("csr_console.check", f"{CUSTOMER}/check", audience="staff")
    config.add_route("csr_console.edit", f"{CUSTOMER}/edit/{{part}}", audience="staff")
    config.add_route("csr_console.add_account", f"{CUSTOMER}/add-account", audience="staff")
    config.add_route("csr_console.interaction", f"{CUSTOMER}/call", audience="staff")
    config.add_route("csr_console.recovery", f"{CUSTOMER}/recovery", audience="staff")
    config.add_route("csr_console.mails", f"{CUSTOMER}/mails", audience="staff")
    config.add_route("csr_console.mail", f"{CUSTOMER}/mails/{{mail}}", audience="staff")
    config.add_route("csr_console.lock", f"{CUSTOMER}/lock", audience="staff")
    config.add_route("csr_console.unlock", f"{CUSTOMER}/unlock", audience="staff")
    config.add_route("csr_console.impersonate", f"{CUSTOMER}/impersonate", audience="staff")
