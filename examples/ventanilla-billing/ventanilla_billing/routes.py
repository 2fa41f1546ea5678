"""The customer's page, and the one for staff."""

from core.plugin.api.pages import RouteConfig

PAYMENTS = "/x/billing/payments"


def includeme(config: RouteConfig) -> None:
    config.add_route("billing.bills", "/x/billing", audience="customer")
    config.add_route("billing.payments", PAYMENTS, audience="staff", link="payment_administration")
