"""What customers find under *My activity*."""

import pytest

from core.activity.services import record_activity
from core.activity_log.services import SIZE
from core.identity.credentials.one_time import issue_code
from core.identity.services.locks import lock_person, unlock_person
from core.identity.services.preferences import set_time_zone
from core.identity.services.profile import change_profile, prove_password
from core.identity.services.recovery import (
    recover,
    set_password_by_code,
    set_password_by_link,
)
from core.testing.cases import actor_of
from core.testing.people import PASSWORD
from tests.support.people_pages import sign_in

PAGE = "/profile/activity"
NEW = "horse-staple-42"


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora", email="ana@acme.example")


def token_in(links):
    return next(path for path in links if path.startswith("/recover/")).rpartition("/")[2]


def titles(page):
    return [cell.get_text(strip=True) for cell in page.html.select("main tbody th")]


def lines(page):
    return [row.get_text(" ", strip=True) for row in page.html.select("main tbody tr")]


class TestWhatIsOnRecord:
    @pytest.mark.req("D-24")
    def test_signing_in_and_out_passwords_links_and_locks(
        self, ana, as_customer, visitor, open_scope, make_staff, jobs, mailed
    ):
        sign_in(visitor(), ana.email, "not this one")
        browser = visitor()
        sign_in(browser, ana.email, PASSWORD)
        page = browser.get("/logout")
        page.forms[len(page.forms) - 1].submit()
        with open_scope(actor=actor_of(ana)) as scope:
            contact = scope.session.get(type(ana), (scope.tenant_id, ana.id))
            prove_password(scope, contact, "not this one either")
            set_time_zone(scope, contact, "America/Lima")
            change_profile(scope, contact, {"job_title": "Electrician"})
        with open_scope() as scope:
            contact = scope.session.get(type(ana), (scope.tenant_id, ana.id))
            recover(scope, "contact", ana.email, None)
        _subject, _text, links = mailed(ana.email)
        token = token_in(links)
        with open_scope() as scope:
            recover(scope, "contact", ana.email, None)  # the newer one ends the older
        with open_scope() as scope:
            contact = scope.session.get(type(ana), (scope.tenant_id, ana.id))
            issue_code(scope, contact)
            set_password_by_code(scope, ana.email, "AAAA-AAAA", NEW)
            assert set_password_by_link(scope, "contact", token, NEW) is None
        token = token_in(mailed(ana.email)[2])
        with open_scope() as scope:
            assert set_password_by_link(scope, "contact", token, NEW)
        with open_scope() as scope:
            recover(scope, "contact", ana.email, None)
        with open_scope(actor=actor_of(make_staff(name="Clara Soto"))) as scope:
            contact = scope.session.get(type(ana), (scope.tenant_id, ana.id))
            lock_person(scope, contact, "permanent", "misuse")
            unlock_person(scope, contact, "privacy_restored")
        jobs.run()

        page = as_customer(ana).get(f"{PAGE}?_all=yes")

        assert {
            "Sign-in failed",
            "Signed in",
            "Signed out",
            "Wrong current password",
            "Preference changed",
            "Profile changed",
            "Link sent",
            "Link or code revoked",
            "Wrong code",
            "Link or code used",
            "Password changed",
            "Locked",
            "Unlocked",
            "Mail sent",
        } <= set(titles(page))
        # Customers read that it was the organisation, not who of its staff.
        assert "Clara Soto" not in page.text
        assert any(line.startswith("Locked") and "Acme" in line for line in lines(page))
        assert any(line.startswith("Profile changed") and "You" in line for line in lines(page))

    @pytest.mark.req("D-24")
    def test_what_happens_to_cases_and_nothing_that_is_for_staff(
        self, ana, as_customer, make_case, open_scope
    ):
        case = make_case(ana, subject="No light", actor=actor_of(ana))
        with open_scope() as scope:
            record_activity(scope, "case_changed", contact_id=ana.id, case_id=case.id, changes={})

        page = as_customer(ana).get(PAGE)

        assert "Case created" in titles(page)
        assert "Note added" in titles(page)
        assert "Case changed" not in page.text

    def test_nobody_reads_of_somebody_else(self, ana, as_customer, make_contact, make_case):
        make_case(ana, subject="No light", actor=actor_of(ana))

        assert "Case created" not in as_customer(make_contact()).get(PAGE).text


class TestPages:
    @pytest.fixture
    def client(self, ana, as_customer, open_scope):
        with open_scope() as scope:
            for number in range(SIZE * 2 + 5):
                record_activity(scope, "case_created", contact_id=ana.id, number=number)
                record_activity(scope, "login", contact_id=ana.id, device=f"Browser {number}")
        return as_customer(ana)

    @pytest.mark.req("BE-28")
    def test_next_previous_and_a_jump_keep_the_filter(self, client):
        page = client.get(f"{PAGE}?_filter=yes&_show=cases")
        assert f"Case: {SIZE * 2 + 4}" in lines(page)[0]

        second = page.click("Next")
        assert f"Case: {SIZE + 4}" in lines(second)[0]
        assert set(titles(second)) == {"Case created"}
        assert lines(second.click("Previous")) == lines(page)

        form = next(form for form in page.forms.values() if "page" in form.fields)
        form["page"] = "3"
        last = form.submit()
        assert len(lines(last)) == 5
        assert not last.html.select("a[rel=next]")
        assert lines(last.click("Previous")) == lines(second)

    @pytest.mark.req("BE-28")
    def test_view_all_shows_all_and_paginate_goes_back(self, client):
        page = client.get(f"{PAGE}?_filter=yes&_show=cases&page=2")

        whole = page.click("View All")
        assert len(lines(whole)) == SIZE * 2 + 5
        assert whole.html.select_one("footer") is not None

        assert lines(whole.click("Paginate", index=0)) == lines(page)

    @pytest.mark.req("BE-27")
    def test_check_boxes_include_and_leave_out(self, client):
        page = client.get(PAGE)
        form = next(form for form in page.forms.values() if "_filter" in form.fields)
        boxes = {box.id: box for box in form.fields["_show"]}
        assert all(box.checked for box in boxes.values())

        boxes["show-access"].checked = False
        page = form.submit()

        assert set(titles(page)) == {"Case created"}
        for box in form.fields["_show"]:
            box.checked = False
        assert "Nothing of this kind has happened yet." in form.submit().text
