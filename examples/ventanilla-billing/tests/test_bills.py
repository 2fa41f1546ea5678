"""A customer pays; staff deactivate the account and let the customer in again."""

from datetime import timedelta

import pytest

from core.jobs.schedule import Schedule
from core.testing.cases import actor_of
from plugins.csr_console.services.interactions import begin, raise_level


@pytest.fixture
def customer(as_customer, ana):
    return as_customer(ana)


@pytest.fixture
def csr(as_csr, ana, open_scope):
    """Somebody who is on the telephone with Ana, and has checked that it is her."""
    csr = as_csr()
    with open_scope() as scope:
        acting = scope.acting_as(actor_of(csr.staff))
        raise_level(acting, begin(acting, ana.id, "navigation"), 1)
    return csr


def words(page, selector="main"):
    return " ".join(page.html.select_one(selector).get_text(" ").split())


def pay(customer, day):
    """Pay the first bill that has no payment, on a day."""
    page = customer.get("/x/billing")
    form = next(form for form in page.forms.values() if "on_day" in form.fields)
    form["on_day"] = day.isoformat()
    return form.submit().follow()


class TestPaying:
    def test_a_payment_is_scheduled_pending_and_paid(  # a whole story
        self, customer, ana, as_customer, as_csr, clock, jobs, platform
    ):
        page = pay(customer, clock().date() + timedelta(days=5))
        assert "Programado" in words(page)
        page = pay(customer, clock().date())
        assert "Pendiente" in words(page)

        clock.advance(days=5)
        Schedule(platform)()
        jobs.run()
        customer = as_customer(ana)  # sessions have ended meanwhile
        assert "Programado" not in words(customer.get("/x/billing"))
        page = as_csr().get("/x/billing/payments")
        assert words(page).count("Pending") == 2
        next(form for form in page.forms.values() if "bill" in form.fields).submit().follow()

        assert "Pagado" in words(customer.get("/x/billing"))

    def test_nobody_pays_a_bill_of_others(self, customer, as_customer, make_contact):
        form = next(
            one for one in customer.get("/x/billing").forms.values() if "on_day" in one.fields
        )
        stranger = as_customer(make_contact())
        token = stranger.get("/x/billing").html.select_one("[name=csrf_token]")["value"]

        sent = {"csrf_token": token, "bill": form["bill"].value, "on_day": form["on_day"].value}
        assert stranger.post("/x/billing", sent, status=404)

    def test_the_console_leads_to_the_payments(self, csr, ana):
        page = csr.get(f"/customers/{ana.id}")

        assert page.click("Go to Payment Administration").status_int == 200
        assert "A-3" in words(page)


class TestDeactivating:
    def test_what_is_not_paid_is_said_and_removed(self, customer, csr, ana, clock, jobs):
        pay(customer, clock().date() + timedelta(days=5))
        pay(customer, clock().date())
        page = csr.get("/customers?text=mora").click(href=f"/customers/{ana.id}")
        assert "Scheduled" in words(page)
        question = page.click("Lock Account")
        assert "Scheduled payments that will be removed: 1" in words(question)
        assert "Pending payments that will be removed: 1" in words(question)

        form = question.forms["lock"]
        form["reason"] = "leaving"
        assert "tick that you have" in words(form.submit("lock", status=422))
        form["heeded"] = True
        form.submit("lock", status=303)
        jobs.run()

        assert customer.get("/x/billing").status_int == 303
        page = csr.get(f"/customers/{ana.id}")
        assert "Permanent lock" in words(page, "body")
        assert "Scheduled" not in words(page)

    def test_a_lock_for_a_time_leaves_them(self, customer, csr, ana, clock, jobs):
        pay(customer, clock().date() + timedelta(days=5))
        form = csr.get(f"/customers/{ana.id}/lock").forms["lock"]
        form["kind"], form["reason"] = "temporary", "privacy"

        form.submit("lock", status=303)
        jobs.run()

        assert "Scheduled" in words(csr.get(f"/customers/{ana.id}"))

    def test_whoever_is_unlocked_before_the_news_arrives_keeps_them(
        self, customer, csr, ana, clock, jobs, open_scope
    ):
        pay(customer, clock().date() + timedelta(days=5))
        form = csr.get(f"/customers/{ana.id}/lock").forms["lock"]
        form["reason"], form["heeded"] = "misuse", True
        form.submit("lock", status=303)
        with open_scope() as scope:
            acting = scope.acting_as(actor_of(csr.staff))
            raise_level(acting, begin(acting, ana.id, "deactivated"), 1)
        form = csr.get(f"/customers/{ana.id}/unlock").forms["unlock"]
        form["reason"] = "rejoins"
        form.submit("unlock", status=303)

        jobs.run()

        assert "Scheduled" in words(csr.get(f"/customers/{ana.id}"))
