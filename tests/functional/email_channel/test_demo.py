"""The demo: mails that were received, and writing another one."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from webtest import TestApp

from core.app import create_app
from core.demo.people import STAFF
from core.demo.seed import TENANTS
from core.identity.models.staff import Staff
from core.mail.models import MailMessage
from core.testing.jobs import run_until_idle
from core.testing.web import sign_in_cookie
from plugins.email_channel.models import ReceivedMail
from tests.support.demos import make_demo
from tests.support.pages import texts, words

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(scope="module")
def demo(databases, tmp_path_factory):
    for platform in make_demo(databases, tmp_path_factory):
        platform.settings = replace(platform.settings, demo=True)
        run_until_idle(platform)
        yield platform


@pytest.fixture(scope="module")
def app(demo):
    return create_app(platform=demo)


@pytest.fixture
def browser(app, demo):
    """Return a browser at an organisation, of a member of staff if ``role`` says so."""

    def open_browser(slug, role=""):
        host = f"{slug}.{demo.settings.base_domain}"
        client = TestApp(app, extra_environ={"HTTP_HOST": host})
        if role:
            with demo.scope(slug) as scope:
                id_ = scope.session.scalar(select(Staff.id).where(Staff.email == STAFF[role]))
            client.set_cookie(*sign_in_cookie(demo, slug, "staff", id_))
        return client

    return open_browser


@pytest.fixture
def write(browser, demo):
    """Fill in the form as it begins, send it, and let it arrive."""

    def write(url, slug="msp", **typed):
        form = browser(slug).get(url, headers=ENGLISH).forms["write"]
        for name, value in typed.items():
            form[f"_{name}"] = value
        answer = form.submit(headers=ENGLISH).follow(headers=ENGLISH)
        run_until_idle(demo)
        return browser(slug).get(answer.request.path, headers=ENGLISH)

    return write


def address_of(page, label):
    """Return where a link leads."""
    links = page.html.select("a")
    return next(link["href"] for link in links if link.get_text(strip=True) == label)


@pytest.mark.parametrize("slug", TENANTS)
def test_each_organisation_has_mail_that_was_filed_and_mail_that_waits(demo, slug):
    with demo.scope(slug) as scope:
        count = select(ReceivedMail.state, func.count().label("number")).group_by(
            ReceivedMail.state
        )
        counts = {row.state: row.number for row in scope.session.execute(count)}

    assert counts["filed"] >= 3
    assert counts["quarantined"] >= 2
    assert "waiting" not in counts


def test_an_agent_reads_them(browser):
    page = browser("crm", "agent").get("/mail?tab=all")

    assert "No me llegó la confirmación" in texts(page, ".m-mails .v-row-link")


def test_anybody_writes_a_mail_and_sees_what_becomes_of_it(browser, write):
    mailbox = browser("msp").get("/demo/mailbox", headers=ENGLISH)
    url = address_of(mailbox, "Lighthouse IT")

    page = write(url, subject="Printer", text="It does not print.", file=("log.txt", b"E42"))

    assert "A new case was filed." in words(page)
    mail_url = address_of(page, "Open it at the desk")
    message = browser("msp", "agent").get(mail_url)
    assert "It does not print." in words(message)
    assert "log.txt" in words(message)


def test_a_mail_that_was_sent_is_answered(browser, write, demo):
    with demo.scope("msp") as scope:
        query = select(MailMessage.id).where(MailMessage.kind == "case_created")
        mail_id = scope.session.scalar(query.order_by(MailMessage.id.desc()).limit(1))
    mail = browser("msp").get(f"/demo/mailbox/{mail_id}", headers=ENGLISH)
    url = address_of(mail, "Answer this mail")

    page = write(url, text="One more thing.")

    assert "It was added to the case." in words(page)


def test_what_is_missing_is_said_and_the_rest_is_kept(browser):
    form = browser("msp").get("/demo-mail", headers=ENGLISH).forms["write"]
    form["_from"], form["_subject"] = "nobody", "Printer"

    page = form.submit(status=422, headers=ENGLISH)

    assert page.forms["write"]["_subject"].value == "Printer"
    assert texts(page, ".v-field .v-error") == [
        "Write an address, such as ana@example.com.",
        "Write what the mail says.",
    ]
