"""What contacts change about themselves."""

import pytest

from core.activity.models import Activity
from core.identity.models.contact import Contact
from core.identity.models.session import WebSession
from core.testing.people import PASSWORD
from tests.support.people_pages import fill, form_with, sign_in

NEW = "horse-staple-42"


def press(page):
    return page.forms[len(page.forms) - 1].submit()


def values(form, **changes):
    for name, value in changes.items():
        form[name] = value
    return form.submit()


class TestProfile:
    @pytest.mark.req("BA-P-26", "AT-20")
    def test_it_changes_names_and_addresses(self, as_customer, make_contact, open_scope):
        ana = make_contact()
        client = as_customer(ana)
        page = client.get("/profile")
        form = form_with(page, "first_name", "last_name", "email", "email_2", "email_3")
        assert "phone" in form.fields
        assert "job_title" in form.fields

        page = values(
            form, first_name="Anna", last_name="Ruiz", email_2="w@x.example", email_3="o@x.example"
        ).follow()

        assert "Your data are saved." in page.text
        with open_scope() as scope:
            contact = scope.session.get(Contact, (scope.tenant_id, ana.id))
            assert (contact.name, contact.email_2) == ("Anna Ruiz", "w@x.example")
            assert contact.email == ana.email
            row = scope.session.query(Activity).filter_by(kind="profile_changed").one()
            assert set(row.data["fields"]) == {"first_name", "last_name", "email_2", "email_3"}

    def test_it_takes_nothing_that_the_form_does_not_offer(
        self, as_customer, make_contact, open_scope
    ):
        ana = make_contact(portal_user=True, identifier="CC 1")
        client = as_customer(ana)
        form = form_with(client.get("/profile"), "first_name")
        sent = dict(form.submit_fields())
        client.post("/profile", {**sent, "identifier": "CC 2"}, status=422)
        client.post("/profile", {**sent, "hidden": "1", "password_hash": "x", "verified_at": ""})

        with open_scope() as scope:
            contact = scope.session.get(Contact, (scope.tenant_id, ana.id))
            assert contact.identifier == "CC 1"
            assert contact.password_hash == ana.password_hash
            assert not contact.hidden

    def test_an_empty_name_is_refused_and_the_rest_kept(self, as_customer):
        form = form_with(as_customer().get("/profile"), "first_name")
        form["first_name"] = ""
        form["last_name"] = "Kept"

        page = form.submit(status=422)

        assert 'value="Kept"' in page.text

    def test_it_is_not_for_strangers(self, testapp):
        assert "/login?next=%2Fprofile" in testapp.get("/profile").headers["Location"]


class TestNewAddress:
    def ask(self, client, address, password=PASSWORD):
        page = values(form_with(client.get("/profile"), "email"), email=address).follow()
        assert form_with(page, "current")["email"].value == address
        return fill(page, current=password, status="*")

    def test_it_needs_the_password_and_the_link(self, as_customer, make_contact, mailed, visitor):
        ana = make_contact()
        client = as_customer(ana)

        page = self.ask(client, "new@mail.example").follow()

        assert "link to the new address" in page.text
        assert sign_in(visitor(), "new@mail.example").status_int == 422
        subject, _text, (link, *_rest) = mailed("new@mail.example")
        assert subject == "Confirm your new email address"
        done = press(visitor().get(link))
        assert "your email address now" in done.text
        assert sign_in(visitor(), "new@mail.example").status_int == 303
        assert sign_in(visitor(), ana.email).status_int == 422
        assert mailed(ana.email)[0] == "Your email address was changed"

    def test_a_wrong_password_changes_nothing(self, as_customer, jobs, mailbox):
        page = self.ask(as_customer(), "new@mail.example", "not this one")
        jobs.run()

        assert page.status_int == 422
        assert not mailbox.messages

    def test_an_address_of_somebody_else_is_answered_alike(
        self, as_customer, make_contact, jobs, mailbox
    ):
        bruno = make_contact()

        page = self.ask(as_customer(), bruno.email).follow()
        jobs.run()

        assert "link to the new address" in page.text
        assert not mailbox.messages

    def test_a_change_of_password_ends_the_link(self, as_customer, make_contact, mailed, visitor):
        client = as_customer(make_contact())
        self.ask(client, "new@mail.example")
        _subject, _text, (link, *_rest) = mailed("new@mail.example")
        page = client.get("/profile/security")
        fill(page, current=PASSWORD, new=NEW, new__again=NEW)

        assert "/profile/address" in visitor().get(link).headers["Location"]


class TestSecurity:
    @pytest.mark.req("BA-P-20")
    def test_it_changes_the_password(self, as_customer, make_contact, visitor, mailed):
        ana = make_contact()
        client, elsewhere = as_customer(ana), as_customer(ana)
        page = client.get("/profile").click("Security")

        page = fill(page, current=PASSWORD, new=NEW, new__again=NEW).follow()

        assert "Your new password is set." in page.text
        assert elsewhere.get("/profile").status_int == 303
        assert sign_in(visitor(), ana.email, PASSWORD).status_int == 422
        assert sign_in(visitor(), ana.email, NEW).status_int == 303
        assert mailed(ana.email)[0] == "Your password was changed"

    @pytest.mark.req("BA-P-21")
    @pytest.mark.parametrize(
        ("password", "status"),
        [("Ab3%x", 422), ("Ab3%xy", 303), ("Ab3%xyRt7?Qw2!Zk", 303), ("Ab3%xyRt7?Qw2!Zk1", 422)],
    )
    def test_it_keeps_to_the_tenants_lengths(self, as_customer, set_up, password, status):
        set_up(password_min=6, password_max=16)
        page = as_customer().get("/profile/security")

        answer = fill(page, current=PASSWORD, new=password, new__again=password, status="*")

        assert answer.status_int == status

    @pytest.mark.req("BA-P-22")
    def test_it_points_out_what_is_wrong(self, as_customer):
        page = as_customer().get("/profile/security")

        wrong = fill(page, current="not this one", new=NEW, new__again=NEW, status=422)
        differs = fill(page, current=PASSWORD, new=NEW, new__again="other", status=422)

        assert "This is not your current password." in wrong.text
        assert "The two passwords differ." in differs.text

    def test_ten_wrong_ones_end_the_session(self, as_customer):
        client = as_customer()
        page = client.get("/profile/security")
        for _ in range(10):
            fill(page, current="not this one", new=NEW, new__again=NEW, status="*")

        assert "/login" in client.get("/profile").headers["Location"]

    def test_the_current_one_is_not_new(self, as_customer):
        page = as_customer().get("/profile/security")

        fill(page, current=PASSWORD, new=PASSWORD, new__again=PASSWORD, status=422)


class TestSettings:
    @pytest.mark.req("AT-23", "AT-24", "D-05")
    def test_the_language_can_be_chosen(self, as_customer, make_contact):
        ana = make_contact()
        client = as_customer(ana)

        page = fill(client.get("/settings"), language="de", theme="dark").follow()

        assert '<html lang="de" data-bs-theme="dark"' in page.text
        assert '<html lang="de"' in as_customer(ana).get("/profile").text

    def test_times_are_shown_in_the_chosen_zone(self, as_customer, make_contact, clock):
        clock.now = clock.now.replace(hour=12, minute=34)
        client = as_customer(make_contact())

        page = fill(client.get("/settings"), time_zone="Asia/Tokyo").follow()

        assert "9:34" in page.text

    @pytest.mark.parametrize(("name", "value"), [("language", "tlh"), ("time_zone", "Mars/North")])
    def test_nothing_else_can_be_chosen(self, as_customer, name, value):
        client = as_customer()
        sent = dict(form_with(client.get("/settings"), "time_zone").submit_fields())

        assert client.post("/settings", {**sent, name: value}, status=422)

    def test_it_signs_out_elsewhere(self, as_customer, make_contact):
        ana = make_contact()
        client, other, third = as_customer(ana), as_customer(ana), as_customer(ana)
        page = client.get("/settings")
        ends = [f for f in page.forms.values() if "/settings/sessions/" in f.action]
        assert len(ends) == 3

        ends[0].submit()
        assert [c.get("/profile").status_int for c in (client, other, third)] == [200, 200, 303]
        ends[-1].submit()
        assert [c.get("/profile").status_int for c in (client, other, third)] == [200, 303, 303]

    def test_it_does_not_end_somebody_elses_session(self, as_customer, make_contact, open_scope):
        as_customer(make_contact())
        with open_scope() as scope:
            foreign = scope.session.query(WebSession).one().id
        client = as_customer(make_contact())
        form = form_with(client.get("/settings"), "time_zone")
        token = form["csrf_token"].value

        client.post(f"/settings/sessions/{foreign}", {"csrf_token": token}, status=404)
