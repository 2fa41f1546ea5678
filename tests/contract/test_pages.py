"""A page of cases that somebody else's plugin shows: with the portal off, the core leads there."""

from io import BytesIO

import pytest
from sqlalchemy import select

from core.cases.services import attach_file
from core.files.services import owner_of, stage_upload
from core.mail.models import MailMessage
from core.tenancy.services import save_document, switch_plugin
from core.testing.cases import actor_of

PORTALS, PEERS = "/cases/1", "/x/peer/cases/1"


@pytest.fixture
def switched(open_scope):
    """Have just these of the two that show customers their cases on."""

    def switch(*on):
        with open_scope() as scope:
            save_document(scope, "branding", {"support_email": "help@acme.example"})
            for name in ("portal", "peer"):
                switch_plugin(scope, name, on=name in on)

    return switch


@pytest.fixture
def mailed(open_scope, jobs):
    """Return what the contact is told of a case that was filed."""

    def read():
        jobs.run()
        with open_scope() as scope:
            query = select(MailMessage.text).where(MailMessage.kind == "case_created")
            return scope.session.scalar(query)

    return read


class TestTheMail:
    @pytest.mark.parametrize(
        ("on", "path"), [(("portal", "peer"), PORTALS), (("peer",), PEERS), (("portal",), PORTALS)]
    )
    def test_it_leads_to_the_page_that_is_there(
        self, switched, make_case, ana, portal, mailed, on, path
    ):
        switched(*on)
        make_case(ana, subject="No light")

        assert f"http://acme.localhost:6543{path}\n" in mailed()
        portal.get(path).mustcontain("No light")

    def test_where_there_is_none_it_says_where_to_write(self, switched, make_case, ana, mailed):
        switched()
        make_case(ana)

        text = mailed()
        assert "write to help@acme.example and give the number 1" in text
        assert "/cases" not in text


class TestItsFiles:
    @pytest.fixture
    def address(self, open_scope, ana, case):
        with open_scope(actor=actor_of(ana)) as scope:
            owner = owner_of(scope.actor)
            upload = stage_upload(scope, BytesIO(b"text"), "plan.txt", owner=owner)
            file = attach_file(scope, scope.session.merge(case), upload.id)
            return f"/files/{file.id}/plan.txt"

    @pytest.mark.parametrize(("on", "status"), [(("portal",), 200), (("peer",), 200), ((), 404)])
    def test_they_are_there_as_long_as_somebody_shows_the_case(
        self, address, switched, portal, on, status
    ):
        switched(*on)

        portal.get(address, status=status)


class TestAStranger:
    def test_where_nobody_can_sign_in_nobody_is_sent_there(self, switched, testapp):
        switched("peer")

        page = testapp.get(PEERS, status=404)

        assert page.html.select_one(".v-brand").name == "span"
        assert not page.html.select("main a")

    def test_a_script_hears_no_more(self, switched, testapp):
        switched("peer")

        answer = testapp.get(PEERS, headers={"Accept": "application/json"}, status=404)

        assert "sign_in" not in answer.json
