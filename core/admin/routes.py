"""Addresses of the admin's pages."""

from core.web.routing import RouteConfig

MAILS = "/admin/mails"


def includeme(config: RouteConfig) -> None:
    config.add_route("core.admin_home", "/admin", audience="staff")
    config.add_route("core.admin", "/admin/organisation", audience="staff")
    config.add_route("core.logos", "/admin/organisation/logo", audience="staff")
    config.add_route("core.wording", "/admin/organisation/wording", audience="staff")
    config.add_route("core.logo", "/logo/{id}", audience="public")
    config.add_route("core.plugins", "/admin/plugins", audience="staff")
    config.add_route("core.plugin_switch", "/admin/plugins/{plugin}", audience="staff")
    config.add_route("core.plugin_retry", "/admin/plugins/{plugin}/{hook}", audience="staff")
    config.add_route("core.settings", "/admin/settings", audience="staff")
    config.add_route("core.settings_section", "/admin/settings/{section}", audience="staff")
    config.add_route("core.audit", "/admin/audit", audience="staff")
    config.add_route("core.mails", MAILS, audience="staff")
    config.add_route("core.mail", f"{MAILS}/{{id}}", audience="staff")
    config.add_route("core.mail_resend", f"{MAILS}/{{id}}/resend", audience="staff")
