"""Received mail on the pages of cases and contacts, and on the desk."""

import pytest

from tests.support.mails import ANA, EVA, write_mail
from tests.support.pages import texts, words


@pytest.fixture
def desk(as_agent):
    return as_agent()


class TestNotes:
    def test_those_that_came_by_mail_lead_to_the_message(self, desk, deliver, ana, cases):
        deliver(write_mail(ANA, "Sin luz", "Desde ayer."))
        number = cases()[0].number
        deliver(write_mail(ANA, f"Re: [#{number}] Sin luz", "Ya volvió.\n\n> Desde ayer."))

        page = desk.get(f"/desk/cases/{number}")
        links = [link for link in page.html.select(".v-note a") if "Original" in link.get_text()]

        assert len(links) == 2
        original = desk.get(links[1]["href"]).follow()
        assert "Ya volvió." in words(original)

    def test_customers_are_not_led_there(self, as_customer, deliver, ana, cases):
        deliver(write_mail(ANA, "Sin luz", "Desde ayer."))

        page = as_customer(ana).get(f"/cases/{cases()[0].number}")

        assert "Desde ayer." in page.text
        assert "/mail/" not in page.text


class TestPanels:
    def test_a_case_shows_that_mail_of_it_waits(
        self, desk, deliver, tune, make_case, ana, jobs, sent
    ):
        tune("email_channel", third_party="quarantine")
        case = make_case(ana)
        jobs.run()
        ours = next(one.message_id for one in sent("case_created"))
        deliver(write_mail(EVA, "Re: Luz", "Yo también.", in_reply_to=f"<{ours.strip('<>')}>"))

        page = desk.get(f"/desk/cases/{case.number}")

        assert "Mail that waits for a decision" in texts(page, "h2")
        assert "eva@tercero.example" in words(page, ".m-list")
        page.click("Re: Luz").mustcontain("Yo también.")

    def test_the_desk_says_how_many_wait(self, desk, deliver, tune):
        tune("email_channel", unknown_sender="quarantine")
        deliver(write_mail(EVA, "Uno", "1"))

        page = desk.get("/desk")

        assert "1 message waits for a decision." in words(page)

    def test_a_contact_shows_the_last_mail(self, as_admin, deliver, ana):
        deliver(write_mail(ANA, "Sin luz", "Desde ayer."))

        page = as_admin().get(f"/admin/people/contacts/{ana.id}")

        assert "Sin luz" in words(page, ".m-list")

    def test_where_there_is_no_mail_there_is_no_panel(self, desk, as_admin, make_case, ana):
        case = make_case(ana)

        assert "/mail/" not in desk.get(f"/desk/cases/{case.number}").text
        assert "m-list" not in as_admin().get(f"/admin/people/contacts/{ana.id}").text
