"""X-07: what does not come back costs the request that asked, and the admin hears of it."""

import threading
import time

import pytest

from core.errors import SpoiledError
from core.jobs import bare_actor
from core.plugin import hookspecs, watchdog
from core.plugin.breaker import CircuitBreaker
from core.plugin.field_types import guard_type
from core.plugin.watchdog import WATCHDOG
from fields_config.definition import FieldDefinition
from fields_config.errors import RefusedValueError
from fields_config.field_type import FieldType
from tests.contract.hostile.faults import CALLS, HANG, OVER, TODAY
from tests.support.pages import words

pytestmark = pytest.mark.req("X-07")

FIELD = FieldDefinition(key="odd", type="hostile.odd", labels={"en": "Odd"})


def hang(*_given):
    CALLS.append("hang")
    OVER.wait(HANG)
    return "in the end"


@bare_actor(name="hostile.hang")
def hang_in_a_job(job):
    hang()


def wait_until(condition):
    end = time.monotonic() + HANG
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    for name in ("LIMIT", "EVENT_LIMIT", "JOB_LIMIT", "GRACE"):
        monkeypatch.setattr(watchdog, name, 0.3)
    monkeypatch.setattr(watchdog, "LOOK", 0.05)


@pytest.fixture
def hangs(monkeypatch):
    """What this process told of threads that it has lost."""
    hangs = []
    monkeypatch.setattr(WATCHDOG, "on_hang", lambda: hangs.append("lost"))
    return hangs


@pytest.fixture
def meanwhile(hangs):
    """Do something that hangs, until it is given up; it ends with the test, or by ``OVER``."""
    threads, answers = [], []

    def meanwhile(work, *given):
        thread = threading.Thread(target=lambda: answers.append(work(*given)))
        threads.append(thread)
        thread.start()
        wait_until(lambda: hangs)
        CALLS.clear()
        assert not answers
        return thread, answers

    yield meanwhile
    OVER.set()
    for thread in threads:
        thread.join()
    OVER.clear()


@pytest.fixture
def stuck(portal, platform, meanwhile):
    """A visitor's page that hangs in the hostile plugin."""
    TODAY["panels"] = "hanging"
    stuck = meanwhile(portal.get, "/")
    platform.breaker_store.settle()
    return stuck


class TestAHookThatHangs:
    def test_the_next_page_comes_without_it(self, stuck, as_customer, ana):
        page = as_customer(ana).get("/")

        assert "from the peer" in page.text
        assert "panels" not in CALLS
        assert stuck[0].is_alive()

    def test_another_tenant_is_still_shown_it(self, stuck, as_customer):
        TODAY.clear()

        as_customer(slug="globex").get("/")

        assert "panels" in CALLS

    def test_who_waited_gets_the_page_without_it_should_it_come_back(self, stuck):
        thread, answers = stuck

        OVER.set()
        thread.join()

        assert answers[0].status_int == 200
        assert "from the peer" in answers[0].text

    def test_the_admin_reads_of_it_and_switches_it_on_again(self, stuck, desk, as_customer, ana):
        page = desk.get("/admin/plugins")
        section = words(page, ".v-left-out")
        assert "Hostile ( panels ): TimeoutError: it does not come back" in section
        assert len(section.partition("log: ")[2].split()[0]) == 12
        TODAY.clear()

        form = next(f for f in page.forms.values() if f.action.endswith("/hostile/panels"))
        page = form.submit().follow()

        assert page.html.select(".v-left-out") == []
        as_customer(ana).get("/")
        assert "panels" in CALLS

    def test_an_agent_and_another_tenants_admin_see_nothing(self, stuck, as_admin, as_agent):
        assert as_admin(slug="globex").get("/admin/plugins").html.select(".v-left-out") == []
        as_agent().get("/admin/plugins", status=404)

    def test_nobody_waits_for_what_it_has_locked(self, platform, meanwhile, make_contact):
        def check():
            with pytest.raises(SpoiledError), platform.scope("acme") as scope:
                scope.hooks.check(hookspecs.check_case, scope=scope, values={})

        TODAY["check_case"] = "hanging"
        meanwhile(check)

        make_contact(first_name="Bea")  # SQLite has one lock for all who write

    def test_what_the_database_does_for_it_is_ended(self, portal, platform, hangs):
        TODAY["panels"] = "waiting for the database"

        assert "from the peer" in portal.get("/").text
        assert hangs == []


class TestAJobThatHangs:
    def test_it_is_not_begun_again_until_it_has_rested(self, open_scope, jobs, meanwhile):
        with open_scope() as scope:
            scope.enqueue("hostile.hang")
        meanwhile(lambda: jobs.run(raising=False))

        with open_scope() as scope:
            scope.enqueue("hostile.hang")
        jobs.run(raising=False)

        assert CALLS == []
        assert any("did not come back" in (job.error or "") for job in jobs.waiting())


class TestAFieldTypeThatHangs:
    @pytest.fixture
    def kind(self, meanwhile):
        breaker = CircuitBreaker()
        kind = FieldType(
            name="hostile.odd", title="Odd", widget="text", reader=lambda *_: hang, show=hang
        )
        kind = guard_type("hostile", kind, breaker)
        meanwhile(kind.show, "x", FIELD, "en", "en")
        return kind

    def test_its_values_stand_as_they_are(self, kind):
        assert [kind.show(one, FIELD, "en", "en") for one in "abc"] == ["a", "b", "c"]
        assert CALLS == []

    def test_new_values_are_refused(self, kind):
        with pytest.raises(RefusedValueError):
            kind.reader(FIELD, "en")("x")
