"""Customers who can't get in: a link, a code to read out, and what became of both."""

import re
from dataclasses import replace

import pytest

from core.identity.models.contact import Contact
from core.identity.services.bounces import record_bounce
from core.identity.services.locks import lock_by_failures, lock_person, unlock_person
from core.mail.models import MailMessage
from core.plugin.api.recovery import SPELLING
from core.testing.mail import text_of
from tests.support.pages import words
from tests.support.people_pages import fill, sign_in

LINK = re.compile(r"/recover/\S+")
CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")
NEW = "horse-staple-42"


@pytest.fixture
def platform(platform, mailbox):
    platform.settings = replace(platform.settings, smtp_url=mailbox.url)
    return platform


@pytest.fixture
def mailed_link(jobs, mailbox):
    """Send what waits; return where the link of the last mail to an address leads."""

    def find(address):
        jobs.run()
        message = mailbox.to(address)[-1]
        assert message["Subject"] == "Password recovery"
        assert "within 24 hours" in text_of(message)
        return LINK.search(text_of(message))[0]

    return find


@pytest.fixture
def change(open_scope):
    def change(contact, act, *given):
        with open_scope() as scope:
            act(scope, scope.session.get(Contact, (scope.tenant_id, contact.id)), *given)

    return change


def press(page, step, status=None):
    """Press the button on the page that does that."""
    form = next(
        form for form in page.forms.values() if "_do" in form.fields and form["_do"].value == step
    )
    return form.submit(status=status)


def is_offered(page, step):
    return any("_do" in form.fields and form["_do"].value == step for form in page.forms.values())


def line(page, number=0):
    return page.html.select("main table tbody tr")[number].get_text(" ", strip=True)


class TestSendLink:
    @pytest.mark.req("BE-20")
    def test_a_link_goes_to_the_address_on_record(self, console, ana, visitor, mailed_link, clock):
        page = console.get(f"/customers/{ana.id}").click("Account Recovery")
        assert "ana@acme.example" in words(page)

        page = press(page, "link").follow()

        assert "A link is on its way to" in words(page, "body")
        link = mailed_link("ana@acme.example")
        assert line(console.get(f"/customers/{ana.id}/recovery")).startswith("Password reset link")
        fill(visitor().get(link), new=NEW, new__again=NEW)
        assert sign_in(visitor(), ana.email, NEW).status_int == 303
        assert "Used" in line(console.get(f"/customers/{ana.id}/recovery"))

        press(console.get(f"/customers/{ana.id}/recovery"), "link")
        link = mailed_link(ana.email)
        clock.advance(hours=24)
        assert "dead" in visitor().get(link).headers["Location"]

    @pytest.mark.req("BE-21")
    @pytest.mark.parametrize(
        ("lock", "given"), [(lock_by_failures, ()), (lock_person, ("permanent", "privacy"))]
    )
    def test_who_is_locked_is_unlocked_first(
        self, console, ana, change, know_caller, jobs, mailbox, lock, given
    ):
        change(ana, lock, *given)
        know_caller(ana)
        jobs.run()
        mailbox.messages.clear()

        page = console.get(f"/customers/{ana.id}/recovery")

        assert "Unlock the account first" in words(page, "main [role=alert]")
        assert not is_offered(page, "link")
        assert not is_offered(page, "code")
        token = page.forms[0]["csrf_token"].value
        for step in ("link", "code"):
            forged = {"_do": step, "csrf_token": token}
            answer = console.post(f"/customers/{ana.id}/recovery", forged).follow()
            assert "Unlock the account first" in words(answer, "body")
        jobs.run()
        assert not mailbox.messages

        change(ana, unlock_person, "staff")
        page = press(console.get(f"/customers/{ana.id}/recovery"), "link").follow()
        assert "It expires in 24 hours" in words(page, "body")

    def test_a_bounced_address_offers_the_next_step(self, console, ana, open_scope, jobs):
        press(console.get(f"/customers/{ana.id}/recovery"), "link")
        jobs.run()
        with open_scope() as scope:
            mail = scope.session.query(MailMessage).one()
            said = "550 5.1.1 no such user"
            record_bounce(scope, mail.id, ana.email, said, is_permanent=True)

        page = console.get(f"/customers/{ana.id}/recovery")

        assert "no such mailbox" in line(page)
        assert "Make a recovery code instead" in words(page)


class TestCode:
    @pytest.mark.req("BE-22")
    def test_it_is_read_out_once_and_opens_the_account_for_a_day(
        self, console, ana, know_caller, visitor, clock
    ):
        know_caller(ana)

        page = press(console.get(f"/customers/{ana.id}/recovery"), "code")

        code = CODE.search(words(page, ".k-signs"))[0]
        assert "no-store" in page.headers["Cache-Control"]
        said = page.html.select(".k-spelling")
        assert said[0]["lang"] == "en"
        assert {one["lang"] for one in said} == set(SPELLING)
        assert SPELLING["en"][code[0]] in said[0].get_text()
        again = console.get(f"/customers/{ana.id}/recovery")
        assert code not in again
        assert not CODE.search(words(again))
        assert "Made by Clara Soto" in words(again)

        used = fill(
            visitor().get("/recover/code"), name=ana.email, code=code, new=NEW, new__again=NEW
        )
        assert used.status_int == 303
        assert line(console.get(f"/customers/{ana.id}/recovery")).startswith(
            "Code for the telephone"
        )
        assert "Used" in line(console.get(f"/customers/{ana.id}/recovery"))

        know_caller(ana)
        page = press(console.get(f"/customers/{ana.id}/recovery"), "code")
        code = CODE.search(words(page, ".k-signs"))[0]
        clock.advance(hours=24)
        late = fill(
            visitor().get("/recover/code"),
            name=ana.email,
            code=code,
            new=NEW,
            new__again=NEW,
            status=422,
        )
        assert "works no more" in late.text

    @pytest.mark.req("BE-23")
    def test_instructions_unfold(self, console, ana):
        page = console.get(f"/customers/{ana.id}/recovery")

        how = page.html.select_one("details.k-how")
        assert how.summary.get_text(strip=True) == "View Instructions"
        assert not how.has_attr("open")
        assert "/recover/code" in how.get_text()
        assert "I have a recovery code" in how.get_text()

    @pytest.mark.req("BE-24")
    def test_it_can_be_revoked(self, console, ana, know_caller, visitor):
        know_caller(ana)
        page = press(console.get(f"/customers/{ana.id}/recovery"), "code")
        code = CODE.search(words(page, ".k-signs"))[0]

        page = press(page, "revoke").follow()

        assert "The code works no more." in words(page, "body")
        assert "staff revoked it" in line(page)
        assert not is_offered(page, "revoke")
        values = {"name": ana.email, "code": code, "new": NEW, "new__again": NEW}
        fill(visitor().get("/recover/code"), **values, status=422)

    def test_a_caller_who_is_not_known_gets_none(self, console, ana):
        page = console.get(f"/customers/{ana.id}/recovery")

        assert "Check first who is calling" in words(page, "#why-code")
        forged = {"_do": "code", "csrf_token": page.forms[0]["csrf_token"].value}
        answer = console.post(f"/customers/{ana.id}/recovery", forged, status=403)
        assert "Check first who is calling" in words(answer)

    def test_a_tenant_may_do_without(self, console, ana, know_caller, change_parameters):
        change_parameters("identity", phone_codes=False)
        know_caller(ana)

        page = console.get(f"/customers/{ana.id}/recovery")

        assert "makes no recovery codes" in words(page, "#why-code")


class TestLives:
    @pytest.mark.req("CS-13")
    def test_a_new_one_revokes_the_old(self, console, ana, jobs):
        for _ in range(2):
            press(console.get(f"/customers/{ana.id}/recovery"), "link")
        jobs.run()

        page = console.get(f"/customers/{ana.id}/recovery")

        assert "Works" in line(page, 0)
        assert "Revoked" in line(page, 1)
        assert "a newer one was made" in line(page, 1)
        assert "Clara Soto" in line(page, 0)

    def test_the_page_asks_few_questions(self, console, ana, queries):
        press(console.get(f"/customers/{ana.id}/recovery"), "link")
        console.get(f"/customers/{ana.id}/recovery")
        queries.clear()
        console.get(f"/customers/{ana.id}/recovery")

        assert len(queries) <= 10, queries.statements
