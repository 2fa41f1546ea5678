"""The pages of a demo: what it holds, and all mails that it sent. Included in a demo only."""

from core.web.routing import RouteConfig


def includeme(config: RouteConfig) -> None:
    config.add_route("core.demo", "/demo", audience="public")
    config.add_route("core.mailbox", "/demo/mailbox", audience="public")
    config.add_route("core.mailbox_mail", "/demo/mailbox/{id}", audience="public")
