"""Somebody who looks at a world through a customer's eyes, with an eager plugin in it."""

import pytest

from core.identity.services.impersonation import begin_impersonation, offer_impersonation
from core.identity.services.sessions import find_visitor, open_session
from core.tenancy.services import switch_plugin
from tests.security.impersonation.eager import plugin

NAME = "impersonation"


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


@pytest.fixture
def looking(acme, browsers, open_scope, platform):
    """The browser of a member of staff who looks, and the secrets that no page may show."""
    with open_scope("acme") as scope:
        switch_plugin(scope, "eager", on=True)
    csr = acme.people["csr"]
    browser = browsers.open("acme", csr)
    with open_scope("acme") as scope:
        token = open_session(scope, "staff", csr.id)
        offered = platform.plugins.permissions_of(scope.tenant.plugins)
        ask = (scope.session, scope.tenant, "staff", token, scope.now())
        actor = find_visitor(*ask, offered=offered).actor
    with open_scope("acme", actor=actor) as scope:
        offer = offer_impersonation(scope, acme.people["owner"].id, "She asked")
        browser.visit = begin_impersonation(scope, offer, address="192.0.2.7", device="Test")
    browser.secrets = {offer, token}
    own = "=".join(browser.session_cookie)
    browser.both = f"{own}; {NAME}={browser.visit}"
    # As after signing out: the visit's cookie alone, with no session of the staff's beside it.
    stranger = "=".join(browsers.cookie("acme"))
    browser.alone = f"{stranger}; {NAME}={browser.visit}"
    return browser
