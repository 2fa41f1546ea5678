"""Blind verification: what the caller says is compared, and what is on record is never told."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from core.plugin.api import Activity
from core.testing.cases import actor_of
from plugins.csr_console.levels import CONFIRMED
from plugins.csr_console.services.interactions import begin, current
from plugins.csr_console.services.verification import check_facts
from tests.support.pages import words

PHONE, IDENTIFIER = "+573001234567", "CC 52.841.777"
SECRET = (PHONE, "3001234567", "300 123 4567", IDENTIFIER, "52841777", "77120", "20417")


@pytest.fixture
def ana(make_contact):
    return make_contact(
        first_name="Ana",
        last_name="Mora",
        email="ana@acme.example",
        phone=PHONE,
        identifier=IDENTIFIER,
    )


@pytest.fixture
def path(ana):
    return f"/customers/{ana.id}"


@pytest.fixture
def call(console, path):
    """Begin a call with Ana at the console; return the page that follows."""

    def call(browser=console, reason="sign_in"):
        page = browser.get(path)
        form = next(form for form in page.forms.values() if "_reason" in form.fields)
        return form.submit("_reason", value=reason).follow()

    return call


def say(page, **said):
    """Type what the caller says; ``phone=…``."""
    form = next(form for form in page.forms.values() if "fact-contact.phone" in form.fields)
    for name, text in said.items():
        form[f"fact-contact.{name}"] = text
    return form.submit().follow()


class TestFacts:
    @pytest.mark.req("X-10", "CS-03")
    def test_only_how_many_match_is_told_and_no_fact_is_in_any_page(
        self, console, ana, path, call, make_case, make_account, change_parameters
    ):
        change_parameters("cases", first_number=20417)
        assert make_case(ana, subject="No water").number == 20417
        make_account(number="GX-77120", members={ana: {}})
        pages = [console.get("/customers?text=mora"), console.get(path), call()]
        pages.append(say(pages[-1], phone="300 123 4567", identifier="CC 1"))
        assert "1 of 2 match." in words(pages[-1], "body")
        pages.append(console.post(f"{path}/check", {"csrf_token": token(pages[-1])}).follow())
        assert "Ask for 2 facts at least." in words(pages[-1], "body")
        pages += [
            console.get(f"{path}/{tab}") for tab in ("activity", "calls", "mails", "recovery")
        ]
        pages.append(console.get(f"{path}/edit/profile", status=403))
        pages.append(console.get(f"{path}/add-account", status=403))

        for page in pages:
            for fact in SECRET:
                assert fact.encode() not in page.body, page.request.path

        page = say(console.get(path), phone="(300) 123-4567", identifier="cc 52841777")

        assert "2 of 2 match." in words(page, "body")
        assert "facts match" in words(page, "aside")
        assert IDENTIFIER in words(page)

    @pytest.mark.req("CS-04")
    def test_three_wrong_facts_block_the_customer_for_every_representative(
        self, console, ana, path, call, as_agent, make_staff, clock, open_scope
    ):
        page = say(call(), phone="1", identifier="2")
        assert "0 of 2 match." in words(page, "body")
        page = say(page, phone=PHONE, identifier="3")
        assert "Facts are taken again from" in words(page, "aside")

        other = as_agent(make_staff(name="Hugo Paz", roles=["csr"]))
        page = call(other)
        assert "Facts are taken again from" in words(page, "aside")
        right = {"fact-contact.phone": PHONE, "fact-contact.identifier": IDENTIFIER}
        tried = other.post(f"/customers/{ana.id}/check", {"csrf_token": token(page), **right})
        assert "this customer can’t be checked by facts" in words(tried.follow(), "body")
        clock.advance(minutes=14)
        assert "Facts are taken again from" in words(console.get(path), "aside")
        clock.advance(minutes=2)
        assert "2 of 2 match." in words(
            say(console.get(path), phone=PHONE, identifier=IDENTIFIER), "body"
        )

        with open_scope("acme") as scope:
            kinds = list(
                scope.session.scalars(select(Activity.kind).where(Activity.contact_id == ana.id))
            )
        assert kinds.count("csr_console.blocked") == 1
        assert kinds.count("csr_console.tried_while_blocked") == 1
        assert kinds.count("csr_console.checked") == 3

    def test_wrong_facts_are_counted_exactly_however_many_are_sent_at_once(
        self, open_scope, ana, make_staff
    ):
        people = [make_staff(name=f"Rep {n}", roles=["csr"]) for n in range(4)]
        for one in people:
            with open_scope("acme", actor=actor_of(one, "csr_console:use")) as scope:
                begin(scope, ana.id, "sign_in")

        def guess(one):
            with open_scope("acme", actor=actor_of(one, "csr_console:use")) as scope:
                interaction = current(scope, ana.id)
                said = {"contact.phone": "1", "contact.identifier": IDENTIFIER}
                return check_facts(scope, interaction, ana, said).is_blocked

        with ThreadPoolExecutor(4) as pool:
            outcomes = list(pool.map(guess, people))

        assert sorted(outcomes) == [False, False, False, True]


class TestCode:
    def test_a_code_that_is_read_out_proves_more_than_facts(
        self, console, ana, path, call, jobs, mailbox, open_scope, clara
    ):
        page = call()
        form = next(form for form in page.forms.values() if "_mail_code" in form.fields)
        page = form.submit("_mail_code").follow()
        jobs.run()
        code = re.search(
            r"\d{3} \d{3}", mailbox.to("ana@acme.example")[-1].get_body(("plain",)).get_content()
        )[0]

        form = next(form for form in page.forms.values() if "_said" in form.fields)
        form["_said"] = "000000" if code != "000 000" else "111111"
        page = form.submit("_code").follow()
        assert "The code is wrong" in words(page, "body")
        form = next(form for form in page.forms.values() if "_said" in form.fields)
        form["_said"] = code
        page = form.submit("_code").follow()

        assert "confirmed another way" in words(page, "aside")
        with open_scope("acme", actor=actor_of(clara, "csr_console:use")) as scope:
            assert current(scope, ana.id).level == CONFIRMED


class TestSupervisor:
    def test_who_supervises_confirms_the_caller_of_a_colleague(self, call, path, as_admin, console):
        call()
        page = as_admin().get(path)
        form = next(form for form in page.forms.values() if "_supervise" in form.fields)
        form.submit("_supervise")

        assert "with a supervisor" in words(console.get(path), "aside")


class TestSettings:
    def test_the_organisation_chooses_the_facts_and_how_many(self, as_admin, call, ana):
        page = as_admin().get("/admin/caller-verification")
        form = page.forms["facts"]
        for box in form.fields["facts"]:
            box.checked = box._value in {"contact.phone", "contact.email"}
        form["facts_needed"] = "3"
        page = form.submit(status=422)
        form = page.forms["facts"]
        form["facts_needed"] = "1"
        form.submit().follow()

        page = call()

        assert "ana@acme.example" not in page.text
        assert "fact-contact.email" in page.text
        assert "fact-contact.identifier" not in page.text


def token(page):
    return next(iter(page.forms.values()))["csrf_token"].value
