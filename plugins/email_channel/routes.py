"""Addresses of the email channel's pages."""

from core.plugin.api.pages import RouteConfig

MAILS = "/mail"
MAIL = f"{MAILS}/{{id:[0-9a-f-]{{36}}}}"
MAILBOXES = "/admin/email"
MAILBOX = f"{MAILBOXES}/{{id}}"


def includeme(config: RouteConfig) -> None:
    config.add_route("email_channel.mails", MAILS, audience="staff")
    config.add_route("email_channel.blocked", f"{MAILS}/blocked", audience="staff")
    config.add_route("email_channel.unblock", f"{MAILS}/blocked/remove", audience="staff")
    config.add_route("email_channel.replay", f"{MAILS}/replay", audience="staff")
    config.add_route("email_channel.mail_of_note", f"{MAILS}/of-note/{{note}}", audience="staff")
    config.add_route("email_channel.mail", MAIL, audience="staff", link="email_channel.mail")
    config.add_route("email_channel.original", f"{MAIL}/original", audience="staff")
    config.add_route(
        "email_channel.attachment", f"{MAIL}/files/{{position:[0-9]{{1,4}}}}", audience="staff"
    )
    for verb in ("accept", "assign", "refuse", "block", "retry"):
        config.add_route(f"email_channel.{verb}", f"{MAIL}/{verb}", audience="staff")
    config.add_route("email_channel.sender", f"{MAILS}/sender/{{id}}", audience="staff")
    config.add_route("email_channel.demo_write", "/demo-mail", audience="public", link="write_mail")
    config.add_route("email_channel.demo_written", "/demo-mail/{id}", audience="public")
    config.add_route("email_channel.parameters", "/admin/incoming-mail", audience="staff")
    config.add_route("email_channel.mailboxes", MAILBOXES, audience="staff")
    config.add_route("email_channel.mailbox_new", f"{MAILBOXES}/new", audience="staff")
    config.add_route("email_channel.mailbox", MAILBOX, audience="staff")
    config.add_route("email_channel.mailbox_address", f"{MAILBOX}/address", audience="staff")
    config.add_route("email_channel.mailbox_server", f"{MAILBOX}/server", audience="staff")
    config.add_route("email_channel.mailbox_defaults", f"{MAILBOX}/new-cases", audience="staff")
    config.add_route("email_channel.mailbox_test", f"{MAILBOX}/test", audience="staff")
    config.add_route("email_channel.mailbox_switch", f"{MAILBOX}/switch", audience="staff")
    config.add_route("email_channel.mailbox_retry", f"{MAILBOX}/retry", audience="staff")
    config.add_route("email_channel.mailbox_signatures", f"{MAILBOX}/signatures", audience="staff")
    for done in ("key", "check", "remove"):
        config.add_route(
            f"email_channel.mailbox_signatures_{done}",
            f"{MAILBOX}/signatures/{done}",
            audience="staff",
        )
    config.add_route("email_channel.mailbox_remove", f"{MAILBOX}/remove", audience="staff")
