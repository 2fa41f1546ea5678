"""A member of staff who sees the portal as a customer sees it."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from core.identity.services.impersonation import offer_impersonation
from core.identity.services.sessions import list_sessions
from core.testing.cases import actor_of


@pytest.fixture
def offer(platform):
    """Offer a visit as a page of the staff's does: ``offer(csr, ana)`` returns its token."""

    def make(csr, contact, reason="She can't find her bill", plugin="", slug="acme"):
        with platform.scope(slug, actor=actor_of(csr)) as scope:
            session_id = list_sessions(scope, "staff", csr.id)[0].id
        actor = replace(actor_of(csr, "contacts:impersonate"), session_id=session_id)
        with platform.scope(slug, actor=actor) as scope:
            return offer_impersonation(scope, contact.id, reason, plugin=plugin)

    return make


@pytest.fixture
def visit(as_csr, offer, make_contact):
    """Open a visit: the window (a client), the member of staff, and the customer."""

    def begin(contact=None, csr=None, *, slug="acme", **options):
        contact = contact or make_contact(slug=slug, first_name="Ana", last_name="Roa")
        window = as_csr(csr, slug)
        token = offer(window.staff, contact, slug=slug, **options)
        csrf = window.get("/staff/profile").html.select_one("[name=csrf_token]")["value"]
        answer = window.post(
            "/staff/impersonation", {"csrf_token": csrf, "_token": token}, status=303
        )
        return SimpleNamespace(
            window=window,
            staff=window.staff,
            contact=contact,
            token=token,
            answer=answer,
            csrf=csrf,
        )

    return begin
