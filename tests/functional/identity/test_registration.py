"""Contacts register and prove their address."""

import pytest

from core.fields.services.publishing import install_form
from core.identity.models.contact import Contact
from core.identity.people import find_contact_by_address
from core.identity.services.contacts import create_contact
from core.mail.models import MailMessage
from tests.support.contact_forms import with_every_field
from tests.support.people_pages import fill, form_with, sign_in

ANA = {
    "first_name": "Ana",
    "last_name": "López",
    "identifier": "CC 1234",
    "email": "ana@mail.example",
}


def press(page):
    """Press the one button of a page that asks for nothing else."""
    return page.forms[len(page.forms) - 1].submit()


class TestRegister:
    @pytest.mark.req("BA-P-07", "BA-P-08")
    def test_the_sign_in_page_leads_to_it(self, testapp):
        page = testapp.get("/login").click("No account yet?")

        form = form_with(page, "first_name", "last_name", "identifier", "email")
        assert "Contact registration" in page.text
        assert form.submit_fields("register") or "Register" in page.text

    @pytest.mark.req("BA-P-06", "BA-P-09", "BA-P-11")
    def test_it_adds_a_contact_and_mails_a_link(self, testapp, mailed, open_scope):
        page = fill(testapp.get("/register"), **ANA).follow()

        assert "Contact created" in page.text
        subject, _text, (link, *_rest) = mailed("ana@mail.example")
        assert subject == "Email address verification"
        assert link.startswith("/verify/")
        with open_scope() as scope:
            contact = find_contact_by_address(scope, "ana@mail.example")
            assert contact.portal_status_at(scope.now()) == "pending"

    def test_the_mail_repeats_no_words_of_a_stranger(self, testapp, mailed, mailbox):
        fill(testapp.get("/register"), **{**ANA, "first_name": "Win-a-prize"})

        _subject, text, _links = mailed("ana@mail.example")
        assert "Win-a-prize" not in text
        assert "Win-a-prize" not in str(mailbox.messages[-1])

    @pytest.mark.req("BA-P-12", "BA-P-13", "BA-P-15", "BA-P-05")
    def test_the_link_verifies_and_a_welcome_follows(self, testapp, mailed, open_scope):
        fill(testapp.get("/register"), **ANA)
        _subject, _text, (link, *_rest) = mailed("ana@mail.example")

        page = testapp.get(link)
        assert "Verification successful" not in page.text
        done = press(page)

        assert "Verification successful" in done.text
        assert "Acme" in done.text
        subject, text, links = mailed("ana@mail.example")
        assert subject == "Welcome to Acme!"
        assert "Ana López" in text
        assert "CC 1234" in text
        assert "ana@mail.example" in text
        chosen = next(path for path in links if path.startswith("/recover/"))
        page = fill(testapp.get(chosen), new="horse-staple-42", new__again="horse-staple-42")
        assert page.status_int == 303
        assert testapp.get("/profile").status_int == 200

    def test_opening_the_link_does_not_use_it_up_but_the_button_does(self, testapp, mailed):
        fill(testapp.get("/register"), **ANA)
        _subject, _text, (link, *_rest) = mailed("ana@mail.example")
        for _ in range(3):
            page = testapp.get(link)
        press(page)

        again = testapp.get(link).follow()

        assert "fresh one" in again.text

    @pytest.mark.req("D-09")
    def test_a_link_ends_after_a_day(self, testapp, mailed, clock):
        fill(testapp.get("/register"), **ANA)
        _subject, _text, (link, *_rest) = mailed("ana@mail.example")
        page = testapp.get(link)
        clock.advance(hours=24, seconds=1)

        assert "fresh one" in press(page).follow().text

    def test_a_fresh_link_ends_the_old_one(self, testapp, mailed):
        fill(testapp.get("/register"), **ANA)
        _subject, _text, (old, *_rest) = mailed("ana@mail.example")
        fill(testapp.get("/verify"), email="ana@mail.example")
        _subject, _text, (new, *_rest) = mailed("ana@mail.example")

        assert testapp.get(old).status_int == 303
        assert testapp.get(new).status_int == 200

    @pytest.mark.req("D-09")
    def test_it_answers_the_same_for_an_address_it_knows(self, testapp, make_contact, mailed):
        make_contact(email="known@mail.example")
        new = fill(testapp.get("/register"), **ANA).follow()
        known = fill(testapp.get("/register"), **{**ANA, "email": "Known@mail.example"}).follow()

        assert new.html.find("main").text == known.html.find("main").text
        subject, _text, links = mailed("known@mail.example")
        assert subject == "You have an account already"
        assert "/recover" in links

    def test_it_refuses_what_is_no_address_and_keeps_the_rest(self, testapp):
        page = fill(testapp.get("/register"), **{**ANA, "email": "nonsense"}, status=422)

        assert "Error:" in page.html.title.text
        assert 'value="López"' in page.text

    def test_it_refuses_the_tenants_own_addresses(self, testapp):
        fill(testapp.get("/register"), **{**ANA, "email": "x@acme.localhost"}, status=422)

    def test_it_is_gone_where_the_tenant_adds_its_customers_itself(self, testapp, set_up):
        set_up(self_registration=False)

        assert testapp.get("/register", status=404)
        assert "No account yet?" not in testapp.get("/login").text

    def test_it_stops_a_source_that_registers_too_often(self, testapp):
        for number in range(30):
            fill(testapp.get("/register"), **{**ANA, "email": f"a{number}@mail.example"})

        fill(testapp.get("/register"), **ANA, status=422)


class TestContactsThatStaffAdd:
    @pytest.fixture(autouse=True)
    def _every_field(self, open_scope):
        with open_scope() as scope:
            install_form(scope, "contact", with_every_field(scope.tenant.form("contact")))

    @pytest.mark.req("BA-P-06", "BA-P-10")
    def test_they_get_the_same_mail(self, open_scope, mailed):
        with open_scope() as scope:
            create_contact(scope, ANA, by_self=False)

        assert mailed("ana@mail.example")[0] == "Email address verification"

    @pytest.mark.req("DC-01")
    def test_they_may_use_the_portal_only_if_staff_say_so(self, open_scope):
        with open_scope() as scope:
            assert not create_contact(scope, ANA, by_self=False).portal_access
            other = {**ANA, "email": "b@mail.example", "portal_user": True}
            assert create_contact(scope, other, by_self=False).portal_access

    @pytest.mark.req("DC-07", "DC-08", "AT-26", "BA-P-16", "BA-P-17", "D-03")
    def test_a_mailed_password_works_once_and_a_new_one_is_chosen(
        self, visitor, open_scope, mailed, set_up
    ):
        set_up(mails_password=True)
        with open_scope() as scope:
            create_contact(scope, {**ANA, "portal_user": True}, by_self=False)
        subject, text, links = mailed("ana@mail.example")
        assert subject == "Welcome to Acme!"
        assert "/login" in links
        password = text.partition("Password: ")[2].split()[0]
        assert "CC 1234" in text
        assert "ana@mail.example" in text

        client = visitor()
        page = sign_in(client, "ana@mail.example", password)
        assert "/recover/" in page.headers["Location"]
        assert client.get("/profile").status_int == 303
        choose = page.follow()
        assert "password of your own" in choose.text
        fill(choose, new="horse-staple-42", new__again="horse-staple-42")
        assert client.get("/profile").status_int == 200

        assert sign_in(visitor(), "ana@mail.example", password).status_int == 422
        assert sign_in(visitor(), "ana@mail.example", "horse-staple-42").status_int == 303

    def test_the_words_of_a_mail_with_a_password_are_not_kept(self, open_scope, mailed, set_up):
        set_up(mails_password=True)
        with open_scope() as scope:
            create_contact(scope, {**ANA, "portal_user": True}, by_self=False)
        _subject, text, _links = mailed("ana@mail.example")
        password = text.partition("Password: ")[2].split()[0]

        with open_scope() as scope:
            kept = scope.session.query(MailMessage).all()
            assert not any(password in f"{mail.text}{mail.html}" for mail in kept)
            contact = scope.session.query(Contact).one()
            assert contact.password_hash is None
