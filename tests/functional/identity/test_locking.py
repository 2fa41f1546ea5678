"""Staff lock a contact out, for a reason, and let them in again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from core.app import create_app
from core.errors import Refused
from core.identity.models.contact import Contact
from core.jobs.schedule import Schedule
from core.plugin.contributions import LockWarning
from core.tenancy.services import switch_plugin
from core.testing.client import Client
from tests.support.pages import texts, words
from tests.support.people_pages import sign_in
from tests.unit.core.plugin.modules import make_plugin

SAYS = {}


def lock_warnings(contact_id):
    return SAYS.get("warnings", [])


def check_unlock(contact_id):
    if "refusal" in SAYS:
        raise Refused(SAYS["refusal"])


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin("billing", lock_warnings, check_unlock),)


@pytest.fixture(autouse=True)
def says(platform):
    SAYS.clear()
    yield SAYS
    SAYS.clear()


@pytest.fixture(autouse=True)
def without_console(open_scope):
    """The core's own pages do without it."""
    with open_scope() as scope:
        switch_plugin(scope, "csr_console", on=False)


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora")


@pytest.fixture
def csr(as_csr):
    return as_csr()


@pytest.fixture
def path(ana):
    return f"/admin/people/contacts/{ana.id}"


@pytest.fixture
def lock(csr, path):
    """Lock the contact by the page: ``lock(kind="temporary", until="2030-01-31")``."""

    def lock(*, browser=csr, status=303, **values):
        form = browser.get(f"{path}/lock").forms["lock"]
        for name, value in {"kind": "permanent", "reason": "privacy", **values}.items():
            form[name] = value
        return form.submit("lock", status=status)

    return lock


@pytest.fixture
def unlock(csr, path):
    def unlock(*, browser=csr, status=303, reason="privacy_restored", note=""):
        form = browser.get(f"{path}/unlock").forms["unlock"]
        form["reason"], form["note"] = reason, note
        return form.submit("unlock", status=status)

    return unlock


@pytest.fixture
def status(open_scope, ana):
    def status():
        with open_scope() as scope:
            return scope.session.get(Contact, (scope.tenant_id, ana.id)).portal_status_at(
                scope.now()
            )

    return status


@pytest.fixture
def recorded(open_scope, ana):
    """Return what is on record of a contact, of these kinds: kind, who did it, what is known."""

    def recorded(*kinds):
        with open_scope() as scope:
            rows = scope.session.scalars(
                select(Activity)
                .where(Activity.contact_id == ana.id, Activity.kind.in_(kinds))
                .order_by(Activity.id)
            )
            return [(row.kind, row.actor_kind, row.data) for row in rows]

    return recorded


class TestLock:
    @pytest.mark.req("CS-12", "BE-32")
    def test_it_asks_and_ends_all_and_is_told_without_the_note(  # a whole story
        self, csr, path, lock, unlock, as_customer, ana, mailed, recorded, status
    ):
        customer, elsewhere = as_customer(ana), as_customer(ana)
        question = csr.get(csr.get(path).html.select_one('a[href$="/lock"]')["href"])
        assert "Lock the account of Ana Mora?" in question.html.h1.get_text()
        assert texts(question, "#lock-reason option") == [
            "Choose…",
            "The privacy of the account may be compromised",
            "The customer misuses the system",
            "The customer wants to leave, but not to delete the account",
        ]

        question.forms["lock"].submit("no", status=303)
        assert status() == "enrolled"
        assert "Choose a reason." in words(lock(reason="", status=422))
        assert customer.get("/cases").status_int == 200

        lock(note="Calls from a number that is not hers").follow()

        assert [one.get("/cases").status_int for one in (customer, elsewhere)] == [303, 303]
        assert status() == "permanently_locked"
        told = words(csr.get(path))
        assert "The privacy of the account may be compromised" in told
        assert "Calls from a number" in words(csr.get(path), ".v-side, aside")
        subject, text, _links = mailed(ana.email)
        assert subject == "Your access was changed"
        assert "Your access was locked" in text
        assert "number" not in text
        assert "privacy" not in text

        assert "Choose a reason." in words(unlock(reason="", status=422))
        unlock(note="She called back")

        assert "She called back" not in mailed(ana.email)[1]
        assert "you can sign in again" in mailed(ana.email)[1]
        assert sign_in(customer, ana.email).status_int == 303
        assert recorded("locked", "unlocked") == [
            (
                "locked",
                "staff",
                {
                    "lock": "permanent",
                    "reason": "privacy",
                    "note": "Calls from a number that is not hers",
                    "who": "Ana Mora",
                },
            ),
            (
                "unlocked",
                "staff",
                {"reason": "privacy_restored", "was": "privacy", "note": "She called back"},
            ),
        ]

    def test_another_process_sees_it_at_the_next_request(self, platform, lock, as_customer, ana):
        here = as_customer(ana)
        there = Client(create_app(platform=platform), extra_environ=here.extra_environ)
        for name, value in here.cookies.items():
            there.set_cookie(name, value)
        assert there.get("/cases").status_int == 200

        lock()

        assert there.get("/cases").status_int == 303

    @pytest.mark.req("CS-12")
    def test_it_ends_on_its_day_by_itself_whatever_was_tried(  # a whole story
        self, lock, clock, visitor, ana, status, mailbox, jobs, recorded
    ):
        day = (clock() + timedelta(days=3)).date()
        lock(kind="temporary", until=day.isoformat())
        jobs.run()
        for _ in range(12):
            clock.advance(hours=1)
            sign_in(visitor(), ana.email, "not this one", status=422)
        jobs.run()

        assert [mail["Subject"] for mail in mailbox.to(ana.email)] == ["Your access was changed"]
        assert status() == "temporarily_locked"
        clock.advance(days=3)
        assert status() == "enrolled"
        assert sign_in(visitor(), ana.email).status_int == 303
        assert [kind for kind, _who, _data in recorded("locked", "unlocked")] == [
            "locked",
            "unlocked",
        ]
        assert recorded("unlocked")[0][2] == {"reason": "date_reached", "was": "privacy"}

    def test_its_end_is_recorded_where_nobody_comes(self, lock, clock, jobs, recorded, platform):
        lock(kind="temporary", until=(clock() + timedelta(days=2)).date().isoformat())
        clock.advance(days=3)

        Schedule(platform)()
        jobs.run()

        assert len(recorded("unlocked")) == 1

    @pytest.mark.parametrize(
        ("values", "refusal"),
        [
            ({"kind": "permanent", "until": "2999-01-01"}, "Only a temporary lock ends on a date."),
            ({"kind": "temporary", "until": "2001-01-01"}, "Choose a day after today."),
        ],
    )
    def test_the_day_has_to_fit(self, lock, values, refusal):
        assert refusal in words(lock(**values, status=422))

    def test_whoever_is_hidden_is_no_longer_after_unlocking(
        self, lock, unlock, status, mailed, ana
    ):
        lock(kind="hidden")
        assert status() == "hidden"
        assert "Your access was locked" in mailed(ana.email)[1]

        unlock(reason="rejoins")

        assert status() == "enrolled"

    def test_of_two_at_once_one_is_told(self, csr, path, lock, unlock, as_csr):
        first, second = (one.get(f"{path}/lock").forms["lock"] for one in (csr, as_csr()))
        for form in (first, second):
            form["reason"] = "misuse"
        first.submit("lock", status=303)

        assert "Ana Mora is locked already." in words(second.submit("lock", status=422))

    def test_a_lock_by_wrong_passwords_gives_way(self, csr, path, lock, visitor, ana, status):
        for _ in range(10):
            sign_in(visitor(), ana.email, "not this one", status=422)
        page = csr.get(path)
        assert page.html.select_one('a[href$="/unlock"]') is not None

        lock(reason="privacy")

        assert status() == "permanently_locked"

    def test_nothing_is_said_of_signing_in_without_a_portal(
        self, csr, path, lock, unlock, open_scope
    ):
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=False)

        assert "A lock counts once it is on again." in words(csr.get(path))
        assert "and stays so when the portal is on again" in words(lock().follow())
        assert "Nobody signs in while the portal is off." in words(unlock().follow())


class TestWrongPasswords:
    @pytest.mark.req("CS-12")
    def test_the_owner_is_told_once_how_to_get_in(self, visitor, ana, mailbox, jobs, mailed):
        for _ in range(15):
            sign_in(visitor(), ana.email, "not this one", status=422)

        subject, text, links = mailed(ana.email)

        assert subject == "Your access was locked"
        assert "ten times in a row" in text
        assert any(link.endswith("/recover") for link in links)
        assert len(mailbox.to(ana.email)) == 1


class TestWarnings:
    WARNING = LockWarning(text="Payments that will be removed: 2", kinds=("permanent", "hidden"))

    def test_they_stand_first_and_need_a_tick(self, says, csr, path, lock, status):
        says["warnings"] = [self.WARNING]
        page = csr.get(f"{path}/lock")
        assert "Payments that will be removed: 2 (not if the lock is temporary)" in words(page)

        refused = lock(status=422)
        assert "Read what the lock will do, and tick that you have." in words(refused)
        assert status() == "enrolled"

        lock(heeded=[page.forms["lock"].fields["heeded"][0]._value])
        assert status() == "permanently_locked"

    def test_a_lock_that_does_none_of_it_needs_none(self, says, lock, status):
        says["warnings"] = [self.WARNING]

        lock(kind="temporary")

        assert status() == "temporarily_locked"

    def test_what_has_changed_since_is_to_be_read_again(self, says, csr, path, status):
        says["warnings"] = [self.WARNING]
        form = csr.get(f"{path}/lock").forms["lock"]
        form["reason"], form["heeded"] = "leaving", True
        says["warnings"] = [LockWarning(text="Payments that will be removed: 3")]

        page = form.submit("lock", status=422)

        assert "will be removed: 3" in words(page)
        assert status() == "enrolled"

    def test_a_plugin_that_fails_is_no_reason_to_wait(self, says, csr, path):
        says["warnings"] = [LockWarning]

        assert "can't say right now what it will do" in words(csr.get(f"{path}/lock"))


class TestReasons:
    def test_they_are_the_organisations_own_in_the_readers_language(
        self, as_admin, as_csr, make_staff, csr, path, lock, recorded
    ):
        page = as_admin().get("/admin/settings/identity")
        form = page.forms["settings"]
        form["lock_reasons.0.en"] = "Somebody else may know the password"
        form["lock_reasons.3.code"] = "moved_out"
        form["lock_reasons.3.en"] = "Moved out"
        form["lock_reasons.3.es"] = "Se mudó"
        form.submit("save", status=303)

        options = texts(csr.get(f"{path}/lock"), "#lock-reason option")
        assert options[1] == "Somebody else may know the password"
        assert options[-1] == "Moved out"
        lock(reason="moved_out")
        assert recorded("locked")[0][2]["reason"] == "moved_out"
        assert "Moved out" in words(csr.get(path), "body")
        reader = as_csr(make_staff(roles=["csr"], locale="es"))
        assert "Se mudó" in words(reader.get(path), "body")

    def test_a_code_that_stands_there_twice_is_refused(self, as_admin):
        form = as_admin().get("/admin/settings/identity").forms["settings"]
        form["lock_reasons.3.code"] = "privacy"

        assert "stands there twice" in words(form.submit("save", status=422))


class TestCheck:
    def test_a_plugin_may_refuse_to_unlock(self, says, lock, unlock, status):
        lock()
        says["refusal"] = "Ask first who is calling."

        assert "Ask first who is calling." in words(unlock(status=422))
        assert status() == "permanently_locked"
