"""Contacts who forgot their password."""

import re

import pytest

from core.identity.credentials.one_time import issue_code, revoke_secrets
from core.identity.models.contact import Contact
from core.identity.services.assisted_recovery import make_recovery_code
from core.identity.services.locks import lock_person
from core.testing.cases import actor_of
from core.testing.people import PASSWORD
from tests.support.people_pages import fill, form_with, sign_in

NEW = "horse-staple-42"
ASKED = "a mail with the next step is on its way"


def choose(page, password=NEW, again=None, status=None):
    return fill(page, new=password, new__again=again or password, status=status)


class TestRecoverByLink:
    def link(self, testapp, mailed, address):
        fill(testapp.get("/recover"), email=address)
        subject, _text, links = mailed(address)
        assert subject == "Password recovery"
        return next(path for path in links if path.startswith("/recover/"))

    @pytest.mark.req("D-02")
    def test_it_leads_back_in(self, testapp, visitor, make_contact, mailed):
        ana = make_contact()
        link = self.link(testapp, mailed, ana.email)

        page = choose(testapp.get(link))

        assert page.status_int == 303
        assert testapp.get("/profile").status_int == 200
        assert sign_in(visitor(), ana.email, PASSWORD).status_int == 422
        assert sign_in(visitor(), ana.email, NEW).status_int == 303
        assert mailed(ana.email)[0] == "Your password was changed"

    def test_it_works_once(self, testapp, make_contact, mailed):
        link = self.link(testapp, mailed, make_contact().email)
        choose(testapp.get(link))

        assert "fresh one" in testapp.get(link).follow().text

    def test_a_refused_password_leaves_the_link_good(self, testapp, make_contact, mailed):
        link = self.link(testapp, mailed, make_contact().email)

        page = choose(testapp.get(link), "short", status=422)
        assert "From 8 to 128 characters" in page.text
        choose(page, "password123", status=422)
        choose(page, NEW, again="different-42", status=422)
        assert choose(page).status_int == 303

    def test_it_opens_a_lock_by_failures(self, testapp, visitor, make_contact, mailed):
        ana = make_contact()
        for _ in range(10):
            sign_in(visitor(), ana.email, "not this one")
        link = self.link(testapp, mailed, ana.email)

        choose(testapp.get(link))

        assert sign_in(visitor(), ana.email, NEW).status_int == 303

    def test_it_ends_every_session(self, testapp, as_customer, make_contact, mailed):
        ana = make_contact()
        elsewhere = as_customer(ana)
        assert elsewhere.get("/profile").status_int == 200

        choose(testapp.get(self.link(testapp, mailed, ana.email)))

        assert elsewhere.get("/profile").status_int == 303

    def test_it_answers_everybody_alike_and_mails_only_who_may_enter(
        self, testapp, make_contact, open_scope, jobs, mailbox
    ):
        locked = make_contact()
        with open_scope() as scope:
            row = scope.session.get(Contact, (scope.tenant_id, locked.id))
            lock_person(scope, row, "permanent", "misuse")
        others = ["nobody@mail.example", locked.email, make_contact(portal_user=False).email]

        pages = {
            fill(testapp.get("/recover"), email=address).follow().html.find("main").text
            for address in [make_contact().email, *others]
        }

        assert len(pages) == 1
        assert ASKED in pages.pop()
        jobs.run()
        assert not any(mailbox.to(address) for address in others)

    def test_it_mails_an_address_only_so_often(self, testapp, make_contact, jobs, mailbox):
        ana = make_contact()
        for _ in range(8):
            fill(testapp.get("/recover"), email=ana.email)
        jobs.run()

        assert len(mailbox.to(ana.email)) == 5

    def test_who_is_not_verified_gets_that_mail_instead(self, testapp, make_contact, mailed):
        ana = make_contact(verified_at=None)
        fill(testapp.get("/recover"), email=ana.email)

        assert mailed(ana.email)[0] == "Email address verification"

    def test_another_tenants_link_is_dead_here(self, testapp, visitor, make_contact, mailed):
        link = self.link(testapp, mailed, make_contact().email)

        assert "dead" in visitor("globex").get(link).headers["Location"]


class TestRecoverByMailedPassword:
    @pytest.fixture(autouse=True)
    def _policy(self, set_up):
        set_up(
            recovery="mailed_password",
            recovery_identifier=True,
            password_min=6,
            password_max=16,
        )

    @pytest.mark.req("BA-P-23", "BA-P-25")
    def test_a_new_password_comes_by_mail(self, testapp, visitor, make_contact, mailed):
        ana = make_contact(identifier="CC 1")
        page = testapp.get("/login").click("Forgot your password?")

        page = fill(page, identifier="cc 1", email=ana.email).follow()

        assert ASKED in page.text
        subject, text, _links = mailed(ana.email)
        assert subject == "Password recovery"
        password = re.search(r"^ {4}(\S+)\s*$", text, re.MULTILINE)[1]
        assert 6 <= len(password) <= 16
        client = visitor()
        chosen = choose(sign_in(client, ana.email, password).follow())
        assert chosen.status_int == 303
        assert client.get("/profile").status_int == 200

    def test_it_opens_a_lock_by_failures(self, testapp, visitor, make_contact, mailed):
        ana = make_contact(identifier="CC 1")
        for _ in range(11):
            sign_in(visitor(), ana.email, "not this one")
        fill(testapp.get("/recover"), identifier="CC 1", email=ana.email)
        password = re.search(r"^ {4}(\S+)\s*$", mailed(ana.email)[1], re.MULTILINE)[1]

        choose(sign_in(visitor(), ana.email, password).follow())

        assert sign_in(visitor(), ana.email, NEW).status_int == 303

    def test_it_opens_no_lock_by_staff(self, testapp, visitor, make_contact, mailed, open_scope):
        ana = make_contact(identifier="CC 1")
        fill(testapp.get("/recover"), identifier="CC 1", email=ana.email)
        password = re.search(r"^ {4}(\S+)\s*$", mailed(ana.email)[1], re.MULTILINE)[1]
        with open_scope() as scope:
            contact = scope.session.get(Contact, (scope.tenant_id, ana.id))
            contact.lock_kind, contact.lock_reason = "permanent", "misuse"

        assert sign_in(visitor(), ana.email, password).status_int == 422

    def test_the_old_password_stays_until_then(self, testapp, visitor, make_contact, mailed):
        ana = make_contact(identifier="CC 1")
        fill(testapp.get("/recover"), identifier="CC 1", email=ana.email)
        mailed(ana.email)

        assert sign_in(visitor(), ana.email).status_int == 303

    @pytest.mark.req("BA-P-24")
    def test_who_knows_both_but_is_not_verified_is_told(self, testapp, make_contact):
        ana = make_contact(identifier="CC 1", verified_at=None)

        said = fill(testapp.get("/recover"), identifier="CC 1", email=ana.email).follow()
        other = fill(testapp.get("/recover"), identifier="CC 2", email=ana.email).follow()

        assert "not verified yet" in said.text
        assert "not verified yet" not in other.text
        assert ASKED in other.text

    def test_a_wrong_identifier_gets_no_mail(self, testapp, make_contact, jobs, mailbox):
        ana = make_contact(identifier="CC 1")
        fill(testapp.get("/recover"), identifier="CC 2", email=ana.email)
        jobs.run()

        assert not mailbox.to(ana.email)


class TestRecoverByCode:
    @pytest.fixture(autouse=True)
    def _policy(self, set_up):
        set_up(recovery="code")

    def use(self, page, address, code, status=None):
        return fill(page, name=address, code=code, new=NEW, new__again=NEW, status=status)

    @pytest.mark.req("AT-22", "D-02")
    def test_a_code_and_a_new_password_lead_back_in(self, testapp, make_contact, mailed):
        ana = make_contact()

        page = fill(testapp.get("/recover"), email=ana.email).follow()

        assert form_with(page, "code")["name"].value == ana.email
        _subject, text, _links = mailed(ana.email)
        code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", text)[0]
        assert self.use(page, ana.email, code.lower().replace("-", " ")).status_int == 303
        assert testapp.get("/profile").status_int == 200

    def test_five_wrong_tries_end_it(self, testapp, make_contact, open_scope):
        ana = make_contact()
        with open_scope() as scope:
            row = scope.session.get(Contact, (scope.tenant_id, ana.id))
            code = issue_code(scope, row)
        for _ in range(5):
            self.use(testapp.get("/recover/code"), ana.email, "AAAA-AAAA", 422)

        self.use(testapp.get("/recover/code"), ana.email, code, 422)

    def test_a_refused_password_leaves_the_code_good(self, testapp, make_contact, open_scope):
        ana = make_contact(first_name="Wilhelmina", last_name="")
        with open_scope() as scope:
            row = scope.session.get(Contact, (scope.tenant_id, ana.id))
            code = issue_code(scope, row)
        for weak in ("short", "password1", "Wilhelmina"):
            values = {"name": ana.email, "code": code, "new": weak, "new__again": weak}
            fill(testapp.get("/recover/code"), **values, status=422)

        assert self.use(testapp.get("/recover/code"), ana.email, code).status_int == 303

    def test_a_revoked_code_is_dead(self, testapp, make_contact, open_scope):
        ana = make_contact()
        with open_scope() as scope:
            row = scope.session.get(Contact, (scope.tenant_id, ana.id))
            code = issue_code(scope, row)
            revoke_secrets(scope, row.id)

        self.use(testapp.get("/recover/code"), ana.email, code, 422)

    def test_it_is_one_persons_code(self, testapp, make_contact, open_scope):
        ana, bruno = make_contact(), make_contact()
        with open_scope() as scope:
            code = issue_code(scope, scope.session.get(Contact, (scope.tenant_id, ana.id)))

        self.use(testapp.get("/recover/code"), bruno.email, code, 422)


class TestRecoverByPhoneCode:
    """A code that staff read out works beside each other way, and needs no mail."""

    @pytest.fixture
    def read_out(self, open_scope, make_staff):
        def make(contact):
            csr = actor_of(make_staff(roles=["csr"]), "contacts:recover")
            with open_scope(actor=csr) as scope:
                row = scope.session.get(Contact, (scope.tenant_id, contact.id))
                return make_recovery_code(scope, row)

        return make

    def use(self, page, name, code, status=None):
        return fill(page, name=name, code=code, new=NEW, new__again=NEW, status=status)

    @pytest.mark.req("D-02")
    @pytest.mark.parametrize("recovery", ["link", "code", "mailed_password"])
    def test_it_leads_back_in_whatever_the_tenant_mails(
        self, testapp, visitor, set_up, make_contact, read_out, recovery
    ):
        set_up(recovery=recovery)
        ana = make_contact(identifier="CC 52")
        code = read_out(ana)
        page = testapp.get("/login").click("Forgot your password?").click("I have a recovery code")

        assert self.use(page, "cc 52", code.replace("-", " ").lower()).status_int == 303

        assert testapp.get("/profile").status_int == 200
        assert sign_in(visitor(), ana.email, NEW).status_int == 303
        again = self.use(visitor().get("/recover/code"), "CC 52", code, 422)
        assert "wrong or works no more" in again.text

    def test_the_owner_is_told(self, make_contact, read_out, mailed):
        ana = make_contact()
        code = read_out(ana)

        _subject, text, _links = mailed(ana.email)
        assert "given out on the telephone" in text
        assert code not in text

    def test_a_wrong_one_is_answered_alike_for_everybody(
        self, visitor, make_contact, read_out, queries
    ):
        ana, bea = make_contact(identifier="CC 1"), make_contact(identifier="CC 2")
        read_out(ana)
        answers = {}
        for name in ("CC 1", "CC 2", "CC 3", ana.email, bea.email, "nobody@mail.example"):
            page = visitor().get("/recover/code")
            queries.clear()
            answer = self.use(page, name, "FFFF-FFFF", 422)
            words = answer.html.find("main").get_text().replace(name, "")
            answers[name] = (len(queries), re.sub(r"\s+", " ", words))

        assert len(set(answers.values())) == 1, answers
