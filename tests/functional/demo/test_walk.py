"""Everybody of the demo opens every page of theirs, in every language, at each of its tenants."""

import re

import pytest
from sqlalchemy import select
from webtest import TestApp

from core.app import create_app
from core.cases.models import Case
from core.demo.people import ANA, STAFF
from core.demo.seed import TENANTS
from core.i18n import SHIPPED
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.testing.web import sign_in_cookie
from tests.support.demos import make_demo

# Where presets have words of their own; other tests open the staff's pages in the others.
WORDED = ("es", "en")
STRANGER = ("/login", "/recover", "/staff/login", "/staff/recover")
CUSTOMER = (
    "/",
    "/cases",
    "/cases?tab=all",
    "/cases?tab=all&q=nothing-like-it",
    "/cases/new",
    "/cases/{number}",
    "/cases/{number}?tab=files",
    "/accounts/cases",
    "/profile",
    "/profile/security",
    "/settings",
)
DESK = (
    *("/desk", "/desk?view=all", "/desk/new", "/desk/cases/{number}", "/staff/profile"),
    *("/mail", "/mail?tab=all", "/mail/blocked", "/mail/replay"),
)
ADMIN = (
    "/admin/people",
    "/admin/people/contacts/new",
    "/admin/people/accounts",
    "/admin/people/staff",
    "/admin/fields/case",
    "/admin/fields/case/status",
    "/admin/fields/case/status/options",
    "/admin/fields/contact",
    "/admin/fields/account",
    "/admin/people/accounts/new",
    "/admin/fields/case/versions",
    "/admin/fields/case/preview",
    "/admin/plugins",
    "/admin/organisation",
    "/admin/settings/identity",
    "/admin/audit",
    "/admin/mails",
)


@pytest.fixture(scope="module")
def demo(databases, tmp_path_factory):
    yield from make_demo(databases, tmp_path_factory)


@pytest.fixture(scope="module")
def app(demo):
    return create_app(platform=demo)


@pytest.fixture
def enter(app, demo):
    """Return a browser of somebody who is signed in at one of the tenants."""

    def enter(slug, kind="", email=""):
        host = f"{slug}.{demo.settings.base_domain}"
        client = TestApp(app, extra_environ={"HTTP_HOST": host})
        if kind:
            model = Contact if kind == "contact" else Staff
            with demo.scope(slug) as scope:
                id_ = scope.session.scalar(select(model.id).where(model.email == email))
            client.set_cookie(*sign_in_cookie(demo, slug, kind, id_))
        return client

    return enter


def look(client, paths, language, number=0):
    """Return what is wrong with pages, by their addresses."""
    said = {"Accept-Language": language}
    wrong = {}
    for path in paths:
        page = client.get(path.format(number=number), headers=said, status="*")
        page = page.maybe_follow(headers=said)
        if page.status_int != 200 or f'<html lang="{language}"' not in page.text:
            wrong[path] = page.status
        elif re.search(r"\$\{\w+\}|%\(\w+\)", page.text):
            wrong[path] = "a name was not filled in"
    return wrong


@pytest.mark.parametrize("language", SHIPPED)
@pytest.mark.parametrize("slug", TENANTS)
def test_every_page_is_there(demo, enter, slug, language):
    with demo.scope(slug) as scope:
        of_ana = select(Case.number).join(Contact, Contact.id == Case.contact_id)
        number = scope.session.scalar(of_ana.where(Contact.email == ANA).limit(1))

    assert look(enter(slug), STRANGER, language) == {}
    assert look(enter(slug, "contact", ANA), CUSTOMER, language, number) == {}
    if language in WORDED:
        assert look(enter(slug, "staff", STAFF["agent"]), DESK, language, number) == {}
        assert look(enter(slug, "staff", STAFF["admin"]), ADMIN, language) == {}


@pytest.mark.parametrize("slug", TENANTS)
def test_staff_see_no_more_than_their_role_lets_them(enter, slug):
    csr = enter(slug, "staff", STAFF["csr"])

    assert csr.get("/admin/people").status_int == 200
    for path in ("/admin/fields/case", "/admin/plugins", "/admin/organisation"):
        csr.get(path, status=404)
