"""Staff come in, and look after themselves."""

from dataclasses import replace

import pytest

from core.identity.models.staff import Staff
from core.identity.services.staff import change_staff, create_staff
from core.testing.people import PASSWORD
from tests.support.people_pages import fill, sign_in

NEW = "horse-staple-42"


@pytest.fixture
def enter(visitor):
    def enter(staff, password=PASSWORD):
        client = visitor()
        client.answer = sign_in(client, staff.email, password, path="/staff/login")
        return client

    return enter


class TestStaffSignIn:
    def test_it_lets_staff_in(self, enter, make_staff):
        client = enter(make_staff())

        assert client.answer.status_int == 303
        assert client.get("/staff/profile").status_int == 200

    def test_a_contact_is_no_member_of_staff_nor_the_reverse(
        self, enter, visitor, make_staff, make_contact
    ):
        assert enter(make_contact()).answer.status_int == 422
        assert sign_in(visitor(), make_staff().email).status_int == 422

    def test_a_contacts_session_opens_no_page_of_staff(self, as_customer):
        assert "/staff/login" in as_customer().get("/staff/profile").headers["Location"]

    def test_who_is_disabled_stays_out_at_once(self, enter, make_staff, open_scope):
        staff = make_staff()
        client = enter(staff)
        with open_scope() as scope:
            change_staff(scope, scope.session.get(Staff, (scope.tenant_id, staff.id)), active=False)

        assert client.get("/staff/profile").status_int == 303
        assert enter(staff).answer.status_int == 422

    def test_a_session_ends_after_eight_quiet_hours(self, enter, make_staff, clock):
        client = enter(make_staff())
        for _ in range(3):
            clock.advance(hours=7, minutes=50)
            assert client.get("/staff/profile").status_int == 200
        clock.advance(hours=8, minutes=1)

        assert client.get("/staff/profile").status_int == 303

    def test_a_session_ends_after_a_week(self, enter, make_staff, clock):
        client = enter(make_staff())
        for _ in range(24):
            assert client.get("/staff/profile").status_int == 200
            clock.advance(hours=7)

        assert client.get("/staff/profile").status_int == 303

    def test_both_sides_can_be_open_in_one_browser(self, visitor, make_staff, make_contact):
        client = visitor()
        sign_in(client, make_contact().email)
        sign_in(client, make_staff().email, path="/staff/login")

        assert client.get("/profile").status_int == 200
        page = client.get("/staff/profile")
        next(f for f in page.forms.values() if f.action == "/staff/logout").submit()
        assert client.get("/profile").status_int == 200
        assert client.get("/staff/profile").status_int == 303


class TestInvitation:
    def test_a_new_member_chooses_a_password(self, visitor, open_scope, mailed):
        with open_scope() as scope:
            create_staff(scope, "Eva", "eva@acme.example", None, ["agent"])
        subject, _text, links = mailed("eva@acme.example")
        assert subject == "Your access to Acme"
        link = next(path for path in links if "/staff/recover/" in path)
        client = visitor()

        page = fill(client.get(link), new=NEW, new__again=NEW)

        assert page.status_int == 303
        assert client.get("/staff/profile").status_int == 200

    def test_a_link_of_staff_does_not_work_for_contacts(self, visitor, open_scope, mailed):
        with open_scope() as scope:
            create_staff(scope, "Eva", "eva@acme.example", None, ["agent"])
        _subject, _text, links = mailed("eva@acme.example")
        token = next(path for path in links if "/staff/recover/" in path).rpartition("/")[2]

        assert "dead" in visitor().get(f"/recover/{token}").headers["Location"]


class TestStaffRecovery:
    def test_a_link_leads_back_in(self, visitor, make_staff, mailed):
        staff = make_staff()
        client = visitor()
        fill(client.get("/staff/login").click("Forgot your password?"), email=staff.email)
        _subject, _text, links = mailed(staff.email)

        fill(client.get(links[0]), new=NEW, new__again=NEW)

        assert client.get("/staff/profile").status_int == 200


class TestStaffProfile:
    def test_it_changes_language_and_password(self, enter, make_staff, visitor):
        staff = make_staff()
        client = enter(staff)
        page = fill(client.get("/staff/profile"), language="fr", theme="light")
        assert '<html lang="fr"' in page.follow().text

        page = client.get("/staff/profile/security")
        fill(page, current=PASSWORD, new=NEW, new__again=NEW)

        assert client.get("/staff/profile").status_int == 200
        assert sign_in(visitor(), staff.email, NEW, path="/staff/login").status_int == 303


class TestDemo:
    def test_a_demo_offers_its_people_and_nobody_else_does(self, platform, make_contact, testapp):
        make_contact(email="ana@demo.example")
        assert "ana@demo.example" not in testapp.get("/login").text
        platform.settings = replace(platform.settings, demo=True)
        page = testapp.get("/login")
        offer = next(
            f
            for f in page.forms.values()
            if "name" in f.fields and f["name"].value.startswith("ana")
        )

        assert offer.submit().status_int == 303
        assert testapp.get("/profile").status_int == 200
