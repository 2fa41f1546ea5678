"""People, as an admin keeps them."""

from dataclasses import replace

import pytest

from core.cases.services import get_case
from core.identity.services.staff import change_staff, get_staff
from core.tenancy.services import save_settings


@pytest.fixture
def admin(as_admin):
    return as_admin()


def words(response):
    return " ".join(response.html.get_text(" ").split())


def add_contact(admin, **values):
    form = admin.get("/admin/people/contacts/new").forms["contact"]
    values = {"first_name": "Ana", "last_name": "Ruiz", "email": "ana@ruiz.example", **values}
    for name, value in values.items():
        form[name] = value
    return form.submit("save", expect_errors=True)


class TestContacts:
    def test_one_is_added_found_and_changed(self, admin):
        page = add_contact(admin).follow()
        form = page.forms["contact"]
        form["phone"] = "+57 601 234 5678"
        form.submit("save").follow()

        found = admin.get("/admin/people?text=ruiz 234")

        assert "ana@ruiz.example" in words(found)

    def test_a_taken_address_is_refused_and_all_is_kept(self, admin):
        add_contact(admin)

        page = add_contact(admin, first_name="Other")

        assert page.status_int == 422
        assert "There is a contact with this address already." in words(page)
        assert page.forms["contact"]["first_name"].value == "Other"

    @pytest.mark.req("BA-P-10", "BA-P-06")
    def test_who_may_enter_is_mailed_what_self_registration_mails(
        self, admin, platform, jobs, mailbox
    ):
        platform.settings = replace(platform.settings, smtp_url=mailbox.url)
        with platform.scope("acme") as scope:
            save_settings(scope, "identity", {"staff_contacts_enter": True})
        add_contact(admin)
        jobs.run()

        subjects = [message["Subject"] for message in mailbox.to("ana@ruiz.example")]
        assert subjects == ["Email address verification"]

    @pytest.mark.req("D-22")
    def test_the_list_says_how_each_stands_to_the_portal(self, admin, make_contact):
        told = {
            "No portal access": make_contact(portal_user=False),
            "Address not verified": make_contact(verified_at=None),
            "Uses the portal": make_contact(),
            "Temporarily locked": make_contact(lock_kind="failures"),
            "Permanently locked": make_contact(lock_kind="permanent"),
            "Hidden": make_contact(hidden=True),
        }

        rows = admin.get("/admin/people").html.select("tbody tr")
        texts = [row.get_text(" ", strip=True) for row in rows]
        for words, contact in told.items():
            assert [words in text for text in texts if contact.email in text] == [True]

    def test_another_tenants_contact_is_not_found(self, admin, make_contact):
        stranger = make_contact(slug="globex", last_name="Neighbour")

        admin.get(f"/admin/people/contacts/{stranger.id}", status=404)
        assert "Neighbour" not in words(admin.get("/admin/people"))

    def test_what_somebody_else_changed_is_not_written_over(self, as_admin, make_contact):
        contact = make_contact()
        path = f"/admin/people/contacts/{contact.id}"
        mine = as_admin().get(path).forms["contact"]
        theirs = as_admin().get(path).forms["contact"]
        theirs["job_title"] = "Manager"
        theirs.submit("save")
        mine["job_title"] = "Director"

        page = mine.submit("save", status=422)

        assert "Somebody else changed this to “Manager”" in words(page)
        again = page.forms["contact"]
        assert again["job_title"].value == "Director"
        again.submit("save").follow()
        assert as_admin().get(path).forms["contact"]["job_title"].value == "Director"

    @pytest.mark.req("DC-05", "DC-06", "D-08")
    def test_reactivated_fields_grant_the_portal_between_two_days(self, admin, platform):
        inactive = admin.get("/admin/fields/contact").forms["inactive"]
        for number in range(3):
            inactive.set("keys", value=True, index=number)
        inactive.submit("reactivate")
        admin.get("/admin/fields/contact/review").forms["publish-contact"].submit()

        page = add_contact(
            admin, portal_user=True, support_start="2026-01-01", support_end="2026-12-31"
        ).follow()

        assert "Address not verified" in words(page)
        assert page.forms["contact"]["support_end"].value == "2026-12-31"


class TestAccounts:
    def test_a_contact_joins_and_leaves(self, admin, make_contact):
        contact = make_contact()
        form = admin.get("/admin/people/accounts/new").forms["account"]
        form["name"] = "Aguas del Sur"
        form.submit("save").follow()
        form = admin.get(f"/admin/people/contacts/{contact.id}/accounts").forms["membership"]
        form["account_id"].select(text="Aguas del Sur")
        form["can_view_cases"] = True
        page = form.submit("join").follow()
        assert "sees cases" in words(page)

        page = page.forms["memberships"].submit("leave", index=0).follow()

        assert "Belongs to no account." in words(page)

    def test_it_needs_a_name(self, admin):
        form = admin.get("/admin/people/accounts/new").forms["account"]

        form.submit("save", status=422)


class TestStaff:
    def test_an_error_says_which_field_it_means(self, admin):
        page = admin.get("/admin/people/staff/new").forms["staff"].submit("add", status=422)

        summary = [link.text for link in page.html.select("[data-v-summary] a")]
        assert "Fill in “Email address”." in summary

    def test_one_is_invited(self, admin, mailbox, jobs):
        form = admin.get("/admin/people/staff/new").forms["staff"]
        form["name"] = "Lucía Vega"
        form["email"] = "lucia@acme.example"
        form.set("roles", value=True, index=1)
        page = form.submit("add").follow()

        assert "Lucía Vega" in words(page)

    def test_who_is_disabled_is_out_at_once(self, admin, as_agent):
        agent = as_agent()
        form = admin.get(f"/admin/people/staff/{agent.staff.id}").forms["staff"]
        form["active"] = False
        form.submit("save").follow()

        assert "/staff/login" in agent.get("/staff").location

    @pytest.mark.parametrize("to", ["nobody", "dora"])
    def test_who_leaves_hands_over_the_open_cases(
        self, admin, as_agent, make_case, make_staff, open_scope, jobs, to
    ):
        agent, dora = as_agent().staff, make_staff(name="Dora")
        cases = [make_case(assignee_id=agent.id) for _ in range(3)]
        form = admin.get(f"/admin/people/staff/{agent.id}").forms["staff"]
        form["active"] = False
        page = form.submit("save", status=422)
        assert "Choose who takes the open cases over, or nobody." in page.text
        assert page.text.count("Open cases of this person: 3.") == 1  # the hint says it already
        with open_scope() as scope:
            assert get_staff(scope, agent.id).active

        form = page.forms["staff"]
        assert not form["active"].checked
        form["hand_over"] = "nobody" if to == "nobody" else str(dora.id)
        form.submit("save").follow()
        jobs.run()

        with open_scope() as scope:
            assert not get_staff(scope, agent.id).active
            assignees = {get_case(scope, case.number).assignee_id for case in cases}
        assert assignees == {None if to == "nobody" else dora.id}

    def test_who_answers_no_more_hands_over_as_well(self, admin, as_agent, make_case):
        agent = as_agent().staff
        make_case(assignee_id=agent.id)
        form = admin.get(f"/admin/people/staff/{agent.id}").forms["staff"]
        for number, role in enumerate(("admin", "agent", "csr")):
            form.set("roles", value=role == "csr", index=number)

        assert "Choose who takes the open cases over" in form.submit("save", status=422).text

    def test_the_desk_marks_who_left(self, as_agent, make_case, make_staff, open_scope):
        gone = make_staff(name="Gone")
        case = make_case(assignee_id=gone.id)
        with open_scope() as scope:
            change_staff(scope, get_staff(scope, gone.id), active=False)

        page = as_agent().get(f"/desk/cases/{case.number}")
        assert "Gone (no longer answers cases)" in page.text
        other = as_agent().get(f"/desk/cases/{make_case().number}")
        assert "Gone" not in other.text

    def test_nobody_takes_their_own_roles_away(self, admin):
        form = admin.get(f"/admin/people/staff/{admin.staff.id}").forms["staff"]

        assert "roles" not in form.fields

    def test_an_agent_does_not_manage_staff(self, as_agent):
        as_agent().get("/admin/people/staff", status=404)
