"""Addresses of the email channel's pages."""

from core.plugin.api.pages import RouteConfig

MAILBOXES = "/admin/email"
MAILBOX = f"{MAILBOXES}/{{id}}"


def includeme(config: RouteConfig) -> None:
    config.add_route("email_channel.mailboxes", MAILBOXES, audience="staff")
    config.add_route("email_channel.mailbox_new", f"{MAILBOXES}/new", audience="staff")
    config.add_route("email_channel.mailbox", MAILBOX, audience="staff")
    config.add_route("email_channel.mailbox_address", f"{MAILBOX}/address", audience="staff")
    config.add_route("email_channel.mailbox_server", f"{MAILBOX}/server", audience="staff")
    config.add_route("email_channel.mailbox_defaults", f"{MAILBOX}/new-cases", audience="staff")
    config.add_route("email_channel.mailbox_test", f"{MAILBOX}/test", audience="staff")
    config.add_route("email_channel.mailbox_switch", f"{MAILBOX}/switch", audience="staff")
    config.add_route("email_channel.mailbox_retry", f"{MAILBOX}/retry", audience="staff")
    config.add_route("email_channel.mailbox_remove", f"{MAILBOX}/remove", audience="staff")
