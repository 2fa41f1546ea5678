"""A member of staff sees the portal as a customer: beginning, looking, ending."""

from io import BytesIO

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from core.cases.services import attach_file, get_case
from core.files.services import owner_of, stage_upload
from core.identity.models.contact import Contact
from core.identity.models.impersonation import Impersonation, ImpersonationPage
from core.identity.services.impersonation import end_overdue
from core.identity.services.sessions import close_all_sessions
from core.tenancy.services import save_settings, switch_plugin
from core.testing.cases import actor_of

WHY = "nothing can be changed"
OVER = "You no longer see the portal as a customer"


def read(platform, model, slug="acme"):
    with platform.scope(slug, reading=True) as scope:
        return scope.session.scalars(select(model).order_by(model.id)).all()


def recorded(platform, kind):
    return [row for row in read(platform, Activity) if row.kind == kind]


@pytest.fixture
def ana_with_file(make_contact, make_case, open_scope):
    """A contact, and the address of a file of theirs."""
    ana = make_contact(first_name="Ana")
    case = make_case(ana)
    with open_scope("acme", actor=actor_of(ana)) as scope:
        upload = stage_upload(scope, BytesIO(b"text"), "plan.txt", owner=owner_of(scope.actor))
        file = attach_file(scope, get_case(scope, case.number), upload.id, "Plan")
        return ana, f"/files/{file.id}/{file.name}"


class TestVisit:
    @pytest.mark.req("BE-15", "D-26", "CS-10")
    def test_it_shows_the_customers_portal_and_is_on_record_before(
        self, visit, make_case, platform
    ):
        case = make_case(subject="Bill of May")
        seen = visit(contact=case_contact(platform, case))

        (began,) = recorded(platform, "impersonation_started")
        page = seen.window.get(f"/cases/{case.number}")

        assert "Bill of May" in page
        assert f"You see the portal as {seen.contact.name}." in page
        assert began.contact_id == seen.contact.id
        assert began.actor_id == seen.staff.id
        assert began.data["reason"] == "She can't find her bill"
        assert began.data["source"]
        assert [row.path for row in read(platform, ImpersonationPage)] == [f"/cases/{case.number}"]

    def test_the_token_is_good_once_and_stands_in_no_address(self, visit, platform, as_csr):
        seen = visit()

        again = {"csrf_token": seen.csrf, "_token": seen.token}
        answer = seen.window.post("/staff/impersonation", again, status=422)

        assert "opened already" in answer
        assert seen.token not in seen.answer.headers["Location"]
        assert seen.token not in str(seen.window.cookiejar)
        assert all(seen.token not in str(vars(row)) for row in read(platform, Impersonation))

    def test_another_session_can_not_use_it(self, offer, as_csr, make_contact):
        csr, thief = as_csr(), as_csr()
        token = offer(csr.staff, make_contact())
        csrf = thief.get("/staff/profile").html.select_one("[name=csrf_token]")["value"]

        thief.post("/staff/impersonation", {"csrf_token": csrf, "_token": token}, status=422)

    def test_it_is_too_late_after_two_minutes(self, offer, as_csr, make_contact, clock):
        csr = as_csr()
        token = offer(csr.staff, make_contact())
        csrf = csr.get("/staff/profile").html.select_one("[name=csrf_token]")["value"]
        clock.advance(minutes=3)

        csr.post("/staff/impersonation", {"csrf_token": csrf, "_token": token}, status=422)

    @pytest.mark.req("CS-07")
    def test_the_staffs_own_session_stays_as_it_is(self, visit):
        seen = visit()

        assert seen.contact.name in seen.window.get("/")
        mine = seen.window.get("/staff/profile")

        assert seen.staff.name in mine
        assert seen.contact.name not in mine

    @pytest.mark.parametrize(
        "state",
        [
            {"lock_kind": "permanent", "lock_reason": "staff"},
            {"verified_at": None},
            {"portal_access": False, "signed_in_at": None, "password_hash": None},
        ],
    )
    def test_it_works_for_who_can_not_sign_in(self, visit, make_contact, state):
        seen = visit(contact=make_contact(first_name="Locked", **state))

        assert "You see the portal as Locked" in seen.window.get("/cases")

    def test_what_looks_like_a_button_says_why_it_does_nothing(self, visit, make_case, platform):
        case = make_case()
        seen = visit(contact=case_contact(platform, case))
        page = seen.window.get(f"/cases/{case.number}")
        before = read(platform, Activity)

        for path in ("/language", "/settings", f"/cases/{case.number}/notes", "/logout"):
            answer = seen.window.post(path, {"csrf_token": seen.csrf}, status=403)
            assert WHY in answer
        script = {"Accept": "application/json"}
        assert WHY in seen.window.post("/uploads", {}, headers=script, status=403).json["error"]
        assert WHY in page
        assert len(read(platform, Activity)) == len(before)

    def test_it_tells_the_staff_in_their_language_in_a_portal_of_another(
        self, visit, make_staff, make_contact, platform
    ):
        csr = make_staff(roles=["csr"], locale="es")
        seen = visit(contact=make_contact(locale="de"), csr=csr)

        page = seen.window.get("/cases")
        refused = seen.window.post("/settings", {"csrf_token": seen.csrf}, status=403)

        assert page.html.html["lang"] == "de"
        assert page.html.select_one(".v-looking")["lang"] == "es"
        assert refused.html.html["lang"] == "es"

    def test_what_can_not_be_put_on_record_is_not_shown(
        self, visit, make_case, platform, monkeypatch
    ):
        case = make_case(subject="Bill of May")
        seen = visit(contact=case_contact(platform, case))

        def fail(*_args, **_options):
            raise OSError("no room")

        monkeypatch.setattr("core.web.impersonating.look_on", fail)
        answer = seen.window.get(f"/cases/{case.number}", status=503)

        assert "Bill of May" not in answer
        assert seen.contact.first_name not in answer

    def test_messages_of_the_staffs_own_pages_are_not_taken(self, visit):
        seen = visit()
        theme = seen.window.get("/staff/profile")
        form = next(form for form in theme.forms.values() if "time_zone" in form.fields)
        form.submit()

        assert "Your settings are saved" not in seen.window.get("/cases")
        assert "Your settings are saved" in seen.window.get("/staff/profile")


class TestEnd:
    @pytest.mark.req("CS-09")
    @pytest.mark.parametrize(
        ("ending", "words"),
        [
            ("staff", "it was ended"),
            ("time", "its time was over"),
            ("sign_out", "signed out"),
            ("right", "may no longer"),
            ("disabled", "may no longer"),
            ("customer", "the customer ended it"),
            ("plugin", "switched off"),
            ("another", "another one began"),
        ],
    )
    def test_it_comes_with_the_next_request(
        self, ending, words, visit, platform, clock, open_scope, make_contact, offer
    ):
        seen = visit(plugin="email_channel")
        assert "You see the portal" in seen.window.get("/cases")
        self._bring(ending, seen, platform, clock, open_scope, make_contact, offer)

        answer = seen.window.get("/cases")
        page = answer.follow() if answer.status_int == 303 else answer

        if ending != "another":
            assert OVER in page
            assert words in page
            assert seen.contact.name not in page
        (ended,) = recorded(platform, "impersonation_ended")
        assert ended.data["ending"] == {"disabled": "right"}.get(ending, ending)
        assert ended.data["pages"] == ["/cases"]
        assert ended.contact_id == seen.contact.id
        assert ended.actor_id == seen.staff.id

    @staticmethod
    def _bring(ending, seen, platform, clock, open_scope, make_contact, offer):
        if ending == "staff":
            answer = seen.window.post("/impersonation/end", {"csrf_token": seen.csrf}, status=303)
            assert OVER in answer.follow()
            # Somebody keeps the cookie all the same.
            seen.window.set_cookie("impersonation", cookie_of(seen.answer))
        elif ending == "time":
            clock.advance(minutes=15, seconds=1)
        elif ending == "sign_out":
            seen.window.post("/staff/logout", {"csrf_token": seen.csrf}, status=303)
        elif ending in ("right", "disabled"):
            with open_scope("acme") as scope:
                staff = scope.session.merge(seen.staff)
                staff.roles = [] if ending == "right" else staff.roles
                staff.active = ending == "right"
        elif ending == "customer":
            with open_scope("acme") as scope:
                close_all_sessions(scope, "contact", seen.contact.id)
        elif ending == "plugin":
            with open_scope("acme") as scope:
                switch_plugin(scope, "email_channel", on=False)
        else:
            token = offer(seen.staff, make_contact())
            fields = {"csrf_token": seen.csrf, "_token": token}
            seen.window.post("/staff/impersonation", fields, status=303)

    def test_a_closed_window_is_put_on_record_by_a_job(self, visit, platform, clock):
        visit()
        clock.advance(minutes=20)
        with platform.scope("acme") as scope:
            end_overdue(scope)

        (ended,) = recorded(platform, "impersonation_ended")
        assert ended.data["ending"] == "time"

    def test_signing_out_puts_it_on_record_at_once(self, visit, platform):
        seen = visit()

        seen.window.post("/staff/logout", {"csrf_token": seen.csrf}, status=303)

        (ended,) = recorded(platform, "impersonation_ended")
        assert ended.data["ending"] == "sign_out"

    def test_files_open_unless_the_tenant_keeps_them_shut(
        self, visit, platform, open_scope, ana_with_file
    ):
        contact, path = ana_with_file
        seen = visit(contact=contact)
        assert seen.window.get(path).body == b"text"
        assert path in [row.path for row in read(platform, ImpersonationPage)]

        with open_scope("acme") as scope:
            save_settings(scope, "impersonation", {"files": False})

        seen.window.get(path, status=403)

    def test_nothing_prolongs_it(self, visit, platform, clock):
        seen = visit()
        for minutes in (5, 5, 4):
            clock.advance(minutes=minutes)
            assert seen.window.get("/cases").status_int == 200
        clock.advance(minutes=1, seconds=1)
        assert seen.window.get("/cases").status_int == 303


class TestCustomer:
    @pytest.mark.req("CS-11")
    def test_they_are_mailed_and_may_refuse_where_the_tenant_says_so(
        self, visit, as_customer, make_contact, platform, open_scope, jobs, mailbox, offer
    ):
        ana = make_contact(first_name="Ana")
        wishes = {"files": True, "tells_customer": True, "may_refuse": True}
        with open_scope("acme") as scope:
            save_settings(scope, "impersonation", wishes)
        seen = visit(contact=ana)
        jobs.run()
        customer = as_customer(ana)

        page = customer.get("/profile/security")
        form = next(f for f in page.forms.values() if f.action == "/impersonation/choice")
        page = form.submit().follow()

        assert "You do not allow it" in page
        assert OVER in seen.window.get("/cases").follow()
        assert "Customer service representative" in str(mailbox.messages[-1])


def case_contact(platform, case):
    with platform.scope("acme", reading=True) as scope:
        return scope.session.get(Contact, (case.tenant_id, case.contact_id))


def cookie_of(answer):
    return answer.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
