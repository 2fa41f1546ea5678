"""Where the demo's mails are shown. Included in a demo only."""

from core.web.routing import RouteConfig


def includeme(config: RouteConfig) -> None:
    config.add_route("core.mailbox", "/demo/mailbox", audience="public")
    config.add_route("core.mailbox_mail", "/demo/mailbox/{id}", audience="public")
