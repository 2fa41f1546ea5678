"""Addresses of loans."""


def includeme(config):
    config.add_route("loans.page", "/x/loans", audience="staff")
    config.add_route("loans.lend", "/x/loans/new", audience="staff")
