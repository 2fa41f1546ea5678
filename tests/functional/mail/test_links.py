"""Every mail, with the portal on and off: no link leads nowhere, nothing is promised in vain."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from core.cases.notify import notices
from core.cases.services import add_note, close_case, create_case, read_new_case
from core.identity.mails import mail_person, tell_owner
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.identity.services.address_changes import offer_undo
from core.identity.services.locks import lock_by_failures
from core.identity.services.profile import send_address_link
from core.identity.services.recovery import recover, set_password
from core.identity.services.registration import register_contact
from core.identity.services.staff import invite_staff
from core.identity.services.verification import send_verification, send_welcome
from core.mail.models import MailMessage
from core.tenancy.services import save_document, save_settings, switch_plugin
from core.testing.cases import A_CASE, actor_of, file_case
from tests.support.tree import ROOT

LINK = re.compile(r"https?://[^\s\"'<>]+")
SUPPORT = "help@acme.example"
LANGUAGES = ("en", "es", "pt", "fr", "de", "it")
TEMPLATES = ROOT / "core/mail/templates"
EVERY_KIND = {path.stem for path in TEMPLATES.glob("*.jinja2")} - {"layout", "parts"}
CASES = ("cases:read", "cases:answer", "cases:change")


def filed(world):
    return file_case(world.scope, A_CASE, contact_id=world.ana.id, assignee_id=world.carla.id)


def filed_partly(world):
    values = read_new_case(world.scope, {}, contact_id=world.ana.id, is_partial=True)
    return create_case(world.scope, values)


def answer(world, case):
    note = add_note(world.scope.acting_as(actor_of(world.carla, *CASES)), case, "<p>So</p>")
    notices.notify_note(world.scope, note.id, "")


def write(world):
    case = file_case(world.scope, A_CASE, contact_id=world.ana.id)
    note = add_note(world.scope.acting_as(actor_of(world.ana)), case, "<p>And?</p>")
    notices.notify_note(world.scope, note.id, "")


def close(world, case):
    close_case(world.scope.acting_as(actor_of(world.carla, *CASES)), case)
    notices.notify_closed(world.scope, case.id, "staff")


def move_address(world):
    offer_undo(world.scope, world.ana, "old@acme.example")


def ask_for_a_way_in(world):
    recover(world.scope, "contact", world.ana.email, None)


def recover_moved(world):
    move_address(world)
    ask_for_a_way_in(world)


def welcome(world):
    world.ana.password_hash = None
    send_welcome(world.scope, world.ana)


def verify(world):
    world.ana.verified_at = None
    send_verification(world.scope, world.ana)


# What may happen -> how, and the mails that it leads to, without the portal and with it.
HAPPENS = {
    "a case is filed": (
        lambda world: notices.notify_created(world.scope, filed(world).id, None),
        {"case_created", "agent_note"},
        {"case_created", "agent_note"},
    ),
    "a case is filed incompletely": (
        lambda world: notices.notify_created(world.scope, filed_partly(world).id, None),
        {"case_incomplete"},
        {"case_incomplete"},
    ),
    "what was missing is filled in": (
        lambda world: notices.notify_completed(world.scope, filed(world).id),
        {"agent_note"},
        {"agent_note"},
    ),
    "a customer writes in nobody's case": (write, {"agent_note"}, {"agent_note"}),
    "an agent answers": (
        lambda world: answer(world, filed(world)),
        {"case_note"},
        {"case_note"},
    ),
    "an agent closes": (
        lambda world: close(world, filed(world)),
        {"case_closed"},
        {"case_closed"},
    ),
    "an agent reopens": (
        lambda world: notices.notify_reopened(world.scope, filed(world).id, "staff"),
        {"case_reopened"},
        {"case_reopened"},
    ),
    "an address moves": (move_address, {"address_changed"}, {"address_changed"}),
    "staff lock and rename": (
        lambda world: tell_owner(world.scope, world.ana, "locked", "identifier"),
        {"account_changed"},
        {"account_changed"},
    ),
    "staff lock": (
        lambda world: tell_owner(world.scope, world.ana, "locked"),
        set(),
        {"account_changed"},
    ),
    "a password changes": (
        lambda world: set_password(world.scope, world.ana, "horse-staple-42"),
        {"password_changed"},
        {"password_changed"},
    ),
    "staff change theirs": (
        lambda world: set_password(world.scope, world.carla, "horse-staple-42"),
        {"password_changed"},
        {"password_changed"},
    ),
    "staff are invited": (
        lambda world: invite_staff(world.scope, world.carla),
        {"invite"},
        {"invite"},
    ),
    "staff recover": (
        lambda world: recover(world.scope, "staff", world.carla.email, None),
        {"recover_link"},
        {"recover_link"},
    ),
    "an address waits for proof": (verify, set(), {"verify"}),
    "somebody is welcome": (welcome, set(), {"welcome"}),
    "somebody gets a password": (welcome, set(), {"welcome"}),
    "somebody registers again": (
        lambda world: register_contact(
            world.scope, {"first_name": "Ana", "last_name": "R", "email": world.ana.email}
        ),
        set(),
        {"known_address"},
    ),
    "a link is asked for": (ask_for_a_way_in, set(), {"recover_link"}),
    "a code is asked for": (ask_for_a_way_in, set(), {"recover_code"}),
    "a password is asked for": (ask_for_a_way_in, set(), {"recover_password"}),
    "a moved one is asked for": (
        recover_moved,
        {"address_changed"},
        {"address_changed", "recover_held"},
    ),
    "wrong passwords lock": (
        lambda world: lock_by_failures(world.scope, world.ana),
        set(),
        {"locked_by_failures"},
    ),
    "staff look at the portal": (
        lambda world: mail_person(
            world.scope, "impersonated", world.ana, roles=["Agent"], reason="asked for"
        ),
        {"impersonated"},
        {"impersonated"},
    ),
    "another address is wanted": (
        lambda world: send_address_link(world.scope, world.ana.id, "new@acme.example"),
        set(),
        {"new_address"},
    ),
}
# What is set for it.
SETTINGS = {
    "somebody gets a password": {"mails_password": True},
    "a code is asked for": {"recovery": "code"},
    "a password is asked for": {"recovery": "mailed_password"},
}


@pytest.fixture
def happen(open_scope, make_contact, make_staff):
    """Let something happen to Ana or Carla; return the mails that it led to."""
    ana = make_contact(first_name="Ana", email="ana@acme.example")
    carla = make_staff(name="Carla", email="carla@acme.example", roles=["admin"])

    def happen(what, *, portal, support=SUPPORT, locale="en", desk=True, enters=True):
        with open_scope() as scope:
            save_document(scope, "branding", {"support_email": support} if support else {})
            switch_plugin(scope, "portal", on=portal)
            switch_plugin(scope, "agent_desk", on=desk)
            save_settings(scope, "identity", SETTINGS.get(what, {}))
        with open_scope() as scope:
            world = SimpleNamespace(
                scope=scope,
                ana=scope.session.get_one(Contact, (scope.tenant_id, ana.id)),
                carla=scope.session.get_one(Staff, (scope.tenant_id, carla.id)),
            )
            world.ana.locale, world.ana.portal_access = locale, enters
            HAPPENS[what][0](world)
            scope.session.flush()
            return scope.session.scalars(select(MailMessage).order_by(MailMessage.id)).all()

    return happen


def links_of(mail):
    return {unescape(link).rstrip(".") for link in LINK.findall(f"{mail.text}\n{mail.html}")}


class TestEveryMail:
    def test_all_kinds_are_looked_at(self):
        assert set.union(*(on for _happen, _off, on in HAPPENS.values())) == EVERY_KIND

    @pytest.mark.parametrize("portal", [False, True], ids=["off", "on"])
    @pytest.mark.parametrize("what", HAPPENS)
    def test_its_links_lead_somewhere(self, happen, visitor, what, portal):
        mails = happen(what, portal=portal)

        assert {mail.kind for mail in mails} == HAPPENS[what][1 + portal]
        for mail in mails:
            links = links_of(mail)
            assert links or not portal
            for link in links:
                browser = visitor()
                answer = browser.get(link.partition("localhost:6543")[2], status="*")
                while answer.status_int in {302, 303}:
                    answer = answer.follow(status="*")
                assert answer.status_int == 200, link


class TestCaseMails:
    OF_CASES = ("a case is filed", "an agent answers", "an agent closes", "an agent reopens")

    @pytest.mark.parametrize("locale", LANGUAGES)
    @pytest.mark.parametrize("what", OF_CASES)
    def test_without_a_page_they_say_where_to_write(self, happen, what, locale):
        mail = happen(what, portal=False, locale=locale)[0]

        for part in (mail.text, mail.html):
            (said,) = re.findall(rf"[^\n>]*{SUPPORT}[^\n<]*", part)
            assert re.search(r"\b1\b", said)
            assert ("give the number" in said) == (locale == "en")

    @pytest.mark.parametrize("what", OF_CASES)
    def test_so_they_do_to_who_may_not_enter(self, happen, what):
        mail = happen(what, portal=True, enters=False)[0]

        assert SUPPORT in mail.text
        assert not any("/cases" in link for link in links_of(mail))

    @pytest.mark.parametrize("what", OF_CASES)
    def test_where_nobody_reads_nothing_is_promised(self, happen, what):
        mail = happen(what, portal=False, support="")[0]

        assert "write" not in mail.text + mail.html
        assert not any("/cases" in link for link in links_of(mail))

    @pytest.mark.parametrize("what", OF_CASES)
    def test_with_a_page_they_lead_there(self, happen, what):
        mail = happen(what, portal=True)[0]

        assert "http://acme.localhost:6543/cases/1" in links_of(mail)
        assert SUPPORT not in mail.text + mail.html

    def test_staff_are_led_to_the_desk_as_long_as_it_is_there(self, happen):
        mails = happen("a case is filed", portal=True)
        assert "http://acme.localhost:6543/desk/cases/1" in links_of(mails[1])

        mails = happen("a case is filed", portal=True, desk=False)
        assert not any("/desk" in link for link in links_of(mails[-1]))

    @pytest.mark.parametrize("desk", [True, False])
    def test_nobody_is_asked_to_take_a_case_where_nobody_can(self, happen, desk):
        mail = happen("a customer writes in nobody's case", portal=True, desk=desk)[0]

        for part in (mail.text, mail.html):
            assert ("take it yourself" in part) == desk


class TestWhatIsSaidWithoutThePortal:
    @pytest.mark.parametrize(
        ("support", "said"), [(SUPPORT, f"write to {SUPPORT}"), ("", "tell us")]
    )
    def test_a_changed_password(self, happen, support, said):
        (mail,) = happen("a password changes", portal=False, support=support)

        assert said in mail.text
        assert said in mail.html
        assert "recover" not in mail.text

    def test_a_moved_address_signs_in_nowhere(self, happen):
        (mail,) = happen("an address moves", portal=False)

        assert "sign in" not in mail.text + mail.html
        assert len({link for link in links_of(mail) if "/undo/" in link}) == 1

    def test_of_access_nothing(self, happen):
        (mail,) = happen("staff lock and rename", portal=False)

        assert "identifier" in mail.text
        assert "locked" not in mail.text

    def test_staff_are_led_to_their_own_pages(self, happen):
        (mail,) = happen("staff change theirs", portal=True)

        assert "http://acme.localhost:6543/staff/recover" in links_of(mail)
