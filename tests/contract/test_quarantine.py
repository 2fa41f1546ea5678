"""X-07: the admin sees which part of which plugin was put aside, and why."""

import pytest

from core.plugin import breaker
from tests.contract.hostile.misdeeds import CALLS, TODAY
from tests.support.pages import words

pytestmark = pytest.mark.req("X-07")


@pytest.fixture
def put_aside(portal, platform):
    TODAY["home_panels"] = "error"
    for _ in range(breaker.FAILURES):
        portal.get("/")
    platform.quarantine.settle()
    CALLS.clear()
    return portal


class TestThePageOfPlugins:
    def test_it_says_what_failed_and_where_the_traceback_is(self, put_aside, desk):
        page = desk.get("/admin/plugins")

        section = words(page, ".v-left-out")
        assert "Hostile ( home_panels ): RuntimeError: broken" in section
        reference = section.partition("log: ")[2].split()[0]
        assert len(reference) == 12

    def test_it_is_left_alone_meanwhile(self, put_aside):
        put_aside.get("/")

        assert "home_panels" not in CALLS

    def test_the_admin_can_have_it_tried_again(self, put_aside, desk):
        page = desk.get("/admin/plugins")
        form = next(f for f in page.forms.values() if f.action.endswith("/hostile/home_panels"))

        page = form.submit().follow()

        assert page.html.select(".v-left-out") == []
        put_aside.get("/")
        assert "home_panels" in CALLS

    def test_another_tenants_admin_sees_nothing(self, put_aside, as_admin):
        assert as_admin(slug="globex").get("/admin/plugins").html.select(".v-left-out") == []

    def test_an_agent_may_not(self, put_aside, as_agent):
        as_agent().get("/admin/plugins", status=404)
