"""Files of cases over HTTP, from both sides of the counter."""

import io
from pathlib import Path

import pytest

from core.cases.models import CaseFile
from core.cases.services import add_note, attach_file, list_files
from core.errors import Refused
from core.files.services import owner_of, stage_upload
from core.tenancy.services import switch_plugin
from core.testing.cases import actor_of
from core.testing.people import PASSWORD
from core.web.front import SentAsFile

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
AGENT = ("cases:read", "cases:answer", "cases:change")


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana")


@pytest.fixture
def file(open_scope, make_case, ana) -> CaseFile:
    """A drawing with a script in it, attached by Ana to her case."""
    case = make_case(ana)
    with open_scope(actor=actor_of(ana)) as scope:
        upload = stage_upload(scope, io.BytesIO(SVG), "Ñandú.svg", owner=owner_of(scope.actor))
        case = scope.session.merge(case)
        return attach_file(scope, case, upload.id, "My drawing")


class TestAttachFile:
    def test_a_closed_case_takes_files_from_staff_alone(
        self, open_scope, make_case, make_staff, ana
    ):
        case = make_case(ana, status="closed")
        for actor, is_taken in ((actor_of(ana), False), (actor_of(make_staff(), *AGENT), True)):
            with open_scope(actor=actor) as scope:
                upload = stage_upload(scope, io.BytesIO(SVG), "a.svg", owner=owner_of(actor))
                case = scope.session.merge(case)
                if is_taken:
                    assert attach_file(scope, case, upload.id, "Plan").name == "a.svg"
                else:
                    with pytest.raises(Refused, match="This case is closed"):
                        attach_file(scope, case, upload.id, "Plan")
                assert len(list_files(scope, case)) == is_taken


@pytest.mark.usefixtures("platform")
class TestDownloadFile:
    def test_it_comes_as_inert_data(self, as_customer, ana, file):
        response = as_customer(ana).get(f"/files/{file.id}/x")

        assert response.body == SVG
        headers = response.headers
        assert headers["Content-Disposition"].startswith('attachment; filename="Nandu.svg"')
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert headers["Content-Length"] == str(len(SVG))
        assert "no-store" in headers["Cache-Control"]

    def test_no_thread_waits_for_a_reader_who_takes_it_slowly(self, as_customer, ana, file):
        handed = []

        class Noting(SentAsFile):
            def __init__(self, *args):
                super().__init__(*args)
                handed.append(self.path)

        response = as_customer(ana).get(
            f"/files/{file.id}/x", extra_environ={"wsgi.file_wrapper": Noting}
        )

        assert response.body == SVG
        assert [Path(path).read_bytes() for path in handed] == [SVG]

    def test_an_agent_gets_it_on_the_staffs_side(self, as_agent, file):
        assert as_agent().get(f"/staff/files/{file.id}/x").body == SVG

    def test_knowing_the_address_is_no_permission(
        self, as_customer, as_admin, testapp, make_contact, file
    ):
        path = f"/files/{file.id}/x"

        assert as_customer(make_contact()).get(path, status=404)
        assert as_customer(make_contact(slug="globex"), "globex").get(path, status=404)
        assert as_admin(slug="globex").get(f"/staff{path}", status=404)
        assert testapp.get(path, status=303).location.startswith("http")

    def test_a_customer_is_no_staff(self, as_customer, ana, file):
        as_customer(ana).get(f"/staff/files/{file.id}/x", status=303)

    @pytest.mark.parametrize("id_", ["0" * 36, "00000000-0000-0000-0000-000000000000", "-" * 36])
    def test_there_is_nothing_at_other_addresses(self, as_customer, ana, id_):
        as_customer(ana).get(f"/files/{id_}/x", status=404)

    def test_a_file_of_an_internal_note_stays_inside(
        self, as_customer, as_agent, open_scope, make_case, ana
    ):
        case, agent = make_case(ana), as_agent()
        with open_scope(actor=actor_of(agent.staff, *AGENT)) as scope:
            upload = stage_upload(
                scope, io.BytesIO(b"secret"), "whispered.txt", owner=owner_of(scope.actor)
            )
            case = scope.session.merge(case)
            add_note(scope, case, "<p>Look</p>", files=[upload.id], is_internal=True)
            (internal,) = list_files(scope, case)

        as_customer(ana).get(f"/files/{internal.id}/x", status=404)
        for tab in ("notes", "files"):
            address = f"/cases/{case.number}?tab={tab}"
            assert "whispered.txt" not in as_customer(ana).get(address).text
            assert "whispered.txt" in agent.get(f"/desk{address}").text
        assert agent.get(f"/staff/files/{internal.id}/x").body == b"secret"

    def test_with_the_portal_off_the_address_is_gone(self, as_customer, open_scope, ana, file):
        client = as_customer(ana)
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=False)

        client.get(f"/files/{file.id}/x", status=404)


class TestSignInForADownload:
    """A file alone would leave the sign-in page where it is, as if nothing had happened."""

    @pytest.mark.parametrize("side", ["", "/staff"])
    def test_it_leads_on_to_a_page_that_begins_it(self, testapp, make_staff, file, ana, side):
        address = f"{side}/files/{file.id}/%C3%91and%C3%BA.svg"
        person = make_staff(roles=["agent"]) if side else ana
        door = testapp.get(address, status=303).follow()
        assert door.request.path == f"{side}/login"
        form = next(one for one in door.forms.values() if "password" in one.fields)
        form["name"], form["password"] = person.email, PASSWORD

        page = form.submit("sign_in").follow()

        assert "The download begins by itself." in page.text
        (refresh,) = page.html.select("meta[http-equiv=refresh]")
        assert refresh["content"] == f"0;url={address}"
        assert page.click("Ñandú.svg").body == SVG

    def test_whoever_may_not_have_it_is_told_nothing(self, as_customer, file):
        address = f"/files/{file.id}/x?begin=yes"

        assert "Ñandú" not in as_customer().get(address, status=404).text
