"""One case on the desk: its page, answers, notes, fields and who is in charge."""

import pytest
from sqlalchemy import select
from webtest import Upload

from core.cases.models import CaseNote
from core.cases.services import add_note, assign_case, get_case
from core.tenancy.services import save_settings
from core.testing.cases import actor_of, edit_case
from core.testing.web import use_editor

CASES = ("cases:read", "cases:answer", "cases:change")


@pytest.fixture
def saved(open_scope):
    """Return what a case is now."""

    def read(case):
        with open_scope() as scope:
            return get_case(scope, case.number)

    return read


@pytest.fixture
def notes(open_scope):
    def read(case):
        with open_scope() as scope:
            query = select(CaseNote).where(CaseNote.case_id == case.id).order_by(CaseNote.id)
            return [(note.html, note.is_internal) for note in scope.session.scalars(query)]

    return read


@pytest.fixture
def as_other(open_scope, make_staff):
    """Do something to a case as another agent: ``as_other(case, add_note, "<p>…</p>")``."""
    actor = actor_of(make_staff(name="Dario Paz"), *CASES)

    def act(case, service, *args, **values):
        with open_scope(actor=actor) as scope:
            service(scope, get_case(scope, case.number), *args, **values)

    return act


class TestShowCase:
    @pytest.mark.req("BA-P-01", "AT-07")
    def test_it_shows_what_the_contact_wrote_and_the_state(self, desk, case, words):
        text = words(desk.get(f"/desk/cases/{case.number}"))

        for part in ("No light in the hall", "Since Monday .", "Open", "Ana Mora", "Nobody"):
            assert part in text

    def test_it_asks_the_database_little(self, desk, ana, case, make_case, make_account, queries):
        make_account(members={ana: {}})
        for number in range(4):
            make_case(ana, subject=f"Another {number}")
        for tab in ("notes", "files", "activity"):
            desk.get(f"/desk/cases/{case.number}?tab={tab}")
            queries.clear()

            desk.get(f"/desk/cases/{case.number}?tab={tab}")

            # Two of them are the email channel's: what waits, and which notes came by mail.
            assert len(queries) <= 10, queries.statements

    def test_it_names_other_cases_of_the_contact(self, desk, ana, case, make_case, words):
        other = make_case(ana, subject="The door")
        make_case(subject="Of somebody else")

        text = words(desk.get(f"/desk/cases/{case.number}"), "aside")

        assert f"{other.number} · The door" in text
        assert "Of somebody else" not in text

    def test_it_does_not_see_another_tenant(self, as_agent, make_staff, case):
        stranger = make_staff(slug="globex")

        as_agent(stranger, "globex").get(f"/desk/cases/{case.number}", status=404)

    def test_who_may_only_read_is_offered_nothing_to_send(self, as_csr, case):
        csr = as_csr()

        page = csr.get(f"/desk/cases/{case.number}")

        assert set(page.forms) & {"reply", "properties"} == set()
        token = page.html.select_one("[name=csrf_token]")["value"]
        for form in ("reply", "edit", "assign"):
            address = f"/desk/cases/{case.number}/{form}"
            csr.post(address, {"csrf_token": token}, status=404)

    def test_the_activity_says_who_changed_what(self, desk, case, as_other, words):
        as_other(case, edit_case, {"priority": "high"})

        text = words(desk.get(f"/desk/cases/{case.number}?tab=activity"), ".d-activity")

        assert "Dario Paz Case changed Priority: Medium → is now High" in text


class TestSendReply:
    @pytest.mark.req("BA-P-01", "AT-11")
    def test_the_contact_reads_a_public_reply(self, desk, as_customer, ana, case, answer, words):
        page = answer(case, "<p>It is <b>repaired</b>.</p>").follow()

        assert "The answer is sent." in words(page, "[role=status]")
        seen = as_customer(ana).get(f"/cases/{case.number}")
        assert "It is repaired ." in words(seen)
        assert "Carla Ruiz" in words(seen)

    def test_it_lists_who_gets_it_by_mail(self, desk, make_case, ana, words):
        case = make_case(ana, cc=["boss@acme.example"], actor=actor_of(ana))

        box = words(desk.get(f"/desk/cases/{case.number}"), ".d-to")

        assert box == (
            "By mail to Ana Mora <ana@acme.example> boss@acme.example"
            " (named by the customer; this answer is the first mail)"
        )

    def test_it_lists_exactly_those_who_get_it(self, desk, make_case, ana, answer, jobs, mailbox):
        copies = ["boss@acme.example", "ANA@acme.example", "boss@ACME.example"]
        case = make_case(ana, cc=copies, actor=actor_of(ana))

        page = desk.get(f"/desk/cases/{case.number}")
        shown = [dd.get_text(" ", strip=True) for dd in page.html.select(".d-to dd")]
        jobs.run()
        mailbox.clear()
        answer(case, "<p>Done</p>")
        jobs.run()

        reached = [address for envelope in mailbox.envelopes for address in envelope.rcpt_tos]
        assert [one.rpartition("<")[2].split()[0].strip(">") for one in shown] == reached
        assert reached == ["ana@acme.example", "boss@acme.example"]

    @pytest.mark.parametrize("choice", ["answering", "administrators", "nobody"])
    @pytest.mark.parametrize("colleagues", [1, 7])
    def test_it_lists_exactly_those_who_hear_of_the_customers_notes(
        self, desk, ana, case, make_staff, open_scope, jobs, mailbox, choice, colleagues
    ):
        with open_scope() as scope:
            save_settings(scope, "cases", {"unassigned_mails_to": choice})
        for role in ("admin", "agent", "csr"):
            for number in range(colleagues):
                make_staff(name=f"{role} {number}", roles=[role], email=f"{role}{number}@x.example")
        box = desk.get(f"/desk/cases/{case.number}").html.select_one(".d-readers")
        jobs.run()
        mailbox.clear()

        with open_scope(actor=actor_of(ana)) as scope:
            add_note(scope, get_case(scope, case.number), "<p>Anybody there?</p>")
        jobs.run()

        told = {name for one in mailbox.messages for name in [one["To"].addresses[0].display_name]}
        assert {name.get_text() for name in box.select("bdi")} == told
        assert bool(told) is (choice != "nobody")

    def test_a_hidden_contact_gets_nothing_and_the_desk_says_so(
        self, desk, make_case, make_contact, answer, jobs, mailbox, words
    ):
        hidden = make_contact(email="hidden@acme.example", hidden=True)
        case = make_case(hidden, cc=["boss@acme.example"])

        box = words(desk.get(f"/desk/cases/{case.number}"), ".d-to")
        answer(case, "<p>Done</p>")
        jobs.run()

        assert box.startswith("Nobody gets a mail")
        assert mailbox.messages == []

    def test_the_contact_does_not_read_an_internal_note(
        self, as_customer, ana, case, answer, notes, words
    ):
        answer(case, "<p>Careful with him.</p>", kind="internal").follow()

        assert notes(case)[-1] == ("<p>Careful with him.</p>", True)
        assert "Careful" not in words(as_customer(ana).get(f"/cases/{case.number}"))

    @pytest.mark.req("D-19")
    def test_the_status_comes_with_it(self, case, answer, saved):
        answer(case, "<p>Which hall?</p>", status="waiting")

        assert (saved(case).status, saved(case).state) == ("waiting", "waiting")

    def test_without_words_it_says_so_and_keeps_the_kind(self, case, answer, words):
        page = answer(case, "", kind="internal")

        assert page.status_int == 422
        assert "Write a message." in words(page)
        assert page.forms["reply"]["_kind"].value == "internal"
        assert page.html.title.string.startswith("Error: ")

    def test_a_lost_token_loses_no_words(self, desk, case, notes, words):
        form = desk.get(f"/desk/cases/{case.number}").forms["reply"]
        use_editor(form, "message", "<p>Long and dear.</p>")
        form["csrf_token"] = "gone"

        page = form.submit(status=422)

        assert page.forms["reply"]["message"].value == "Long and dear."
        page.forms["reply"].submit().follow()
        assert notes(case)[-1] == ("<p>Long and dear.</p>", False)

    def test_a_second_click_sends_nothing_more(self, desk, case, notes):
        form = desk.get(f"/desk/cases/{case.number}").forms["reply"]
        use_editor(form, "message", "<p>Once.</p>")
        form.submit()
        form.submit()

        assert [html for html, _internal in notes(case)].count("<p>Once.</p>") == 1

    @pytest.mark.req("BA-P-14")
    def test_an_unverified_address_is_not_answered(self, desk, make_contact, make_case, words):
        contact = make_contact(first_name="Eva", last_name="Gil", verified_at=None)
        case = make_case(contact)
        page = desk.get(f"/desk/cases/{case.number}")

        assert "Eva Gil has not verified the e-mail address" in words(page, "#answer")
        form = page.forms["reply"]
        assert form["_kind"].value == "internal"
        use_editor(form, "message", "<p>For you.</p>")
        form["_kind"] = "public"
        refused = form.submit(status=422)
        assert "An internal note is possible." in words(refused)
        assert "For you." in refused.forms["reply"]["message"].value

    @pytest.mark.req("BA-P-14")
    def test_an_unverified_contact_gets_an_internal_note(
        self, make_contact, make_case, answer, notes
    ):
        case = make_case(make_contact(verified_at=None))

        answer(case, "<p>Call her.</p>", kind="internal").follow()

        assert notes(case)[-1] == ("<p>Call her.</p>", True)

    def test_who_was_overtaken_reads_what_is_new_and_sends_anyway(
        self, desk, case, as_other, answer, notes, words
    ):
        page = desk.get(f"/desk/cases/{case.number}")
        as_other(case, add_note, "<p>I answered already.</p>", status="waiting")

        stopped = answer(case, "<p>My answer.</p>", page=page)

        assert stopped.status_int == 422
        news = words(stopped, ".d-news")
        assert "Dario Paz" in news
        assert "I answered already." in news
        assert "Status: Open → is now Waiting for your answer" in news
        form = stopped.forms["reply"]
        assert form["message"].value == "My answer."
        form.submit().follow()
        assert notes(case)[-1] == ("<p>My answer.</p>", False)

    def test_the_agents_own_second_window_does_not_stop_anybody(self, desk, case, answer):
        page = desk.get(f"/desk/cases/{case.number}")
        answer(case, "<p>One.</p>")

        answer(case, "<p>Two.</p>", page=page).follow()

    def test_files_come_with_it(self, desk, case, words):
        form = desk.get(f"/desk/cases/{case.number}").forms["reply"]
        use_editor(form, "message", "<p>Here.</p>")
        form["files"] = [Upload("plan.txt", b"first this, then that\n")]

        page = form.submit().follow()

        assert "plan.txt" in words(page, ".v-conversation")
        address = page.html.select_one(".c-note-files a")["href"]
        assert desk.get(address).body == b"first this, then that\n"


class TestEditCase:
    def test_it_saves_fields(self, desk, case, saved):
        form = desk.get(f"/desk/cases/{case.number}").forms["properties"]
        form["subject"] = "No light in both halls"
        form["priority"] = "critical"

        form.submit().follow()

        assert (saved(case).subject, saved(case).priority) == ("No light in both halls", "critical")

    def test_who_was_overtaken_reads_what_changed_and_keeps_what_was_typed(
        self, desk, case, as_other, saved, words
    ):
        form = desk.get(f"/desk/cases/{case.number}").forms["properties"]
        as_other(case, edit_case, {"priority": "low"})
        form["subject"] = "My words"

        stopped = form.submit(status=422)

        assert "Priority: Medium → is now Low" in words(stopped, ".d-news")
        assert saved(case).subject == "No light in the hall"
        again = stopped.forms["properties"]
        assert again["subject"].value == "My words"
        again.submit().follow()
        assert saved(case).subject == "My words"

    def test_a_field_that_the_agent_did_not_touch_is_never_written_back(
        self, desk, case, as_other, saved, words
    ):
        form = desk.get(f"/desk/cases/{case.number}").forms["properties"]
        as_other(case, edit_case, {"priority": "low"})
        form["subject"] = "My words"
        stopped = form.submit(status=422)

        again = stopped.forms["properties"]

        assert again["priority"].value == "low"
        assert "This is the new value." in words(stopped, ".v-followed")
        again.submit().follow()
        assert saved(case).priority == "low"

    def test_what_both_changed_is_shown_with_both_values(self, desk, case, as_other, saved, words):
        form = desk.get(f"/desk/cases/{case.number}").forms["properties"]
        as_other(case, edit_case, {"priority": "low"})
        form["priority"] = "high"

        stopped = form.submit(status=422)

        assert words(stopped, "#properties").count("Somebody else changed this to “Low”") == 1
        assert stopped.html.select_one("[data-v-summary] a").text == "Priority"
        assert stopped.forms["properties"]["priority"].value == "high"
        stopped.forms["properties"].submit().follow()
        assert saved(case).priority == "high"

    def test_a_second_tab_of_the_same_agent_writes_back_nothing_either(self, desk, case, saved):
        first, second = (desk.get(f"/desk/cases/{case.number}").forms["properties"] for _ in "12")
        first["priority"] = "low"
        first.submit().follow()
        second["subject"] = "My words"

        second.submit(status=422).forms["properties"].submit().follow()

        assert (saved(case).priority, saved(case).subject) == ("low", "My words")

    def test_sending_it_twice_changes_nothing_more(self, desk, case, saved):
        form = desk.get(f"/desk/cases/{case.number}").forms["properties"]
        form["subject"] = "My words"
        form.submit().follow()
        version = saved(case).version

        form.submit()

        assert saved(case).version == version


def take(scope, case):
    assign_case(scope, case, scope.actor.id)


class TestAssignCase:
    def test_an_agent_takes_it(self, desk, carla, case, saved):
        page = desk.get(f"/desk/cases/{case.number}")

        next(form for form in page.forms.values() if "take" in form.fields).submit().follow()

        assert saved(case).assignee_id == carla.id

    def test_whom_somebody_else_gave_it_to_meanwhile_keeps_it(
        self, desk, carla, case, as_other, saved, words
    ):
        page = desk.get(f"/desk/cases/{case.number}")
        form = next(form for form in page.forms.values() if "assignee" in form.fields)
        as_other(case, take)
        form["assignee"] = str(carla.id)

        told = form.submit().follow()

        assert "Meanwhile Dario Paz has this case" in words(told, "body")
        assert saved(case).assignee_id != carla.id
        again = next(form for form in told.forms.values() if "assignee" in form.fields)
        again["assignee"] = str(carla.id)
        again.submit().follow()
        assert saved(case).assignee_id == carla.id

    def test_an_agent_gives_it_to_a_colleague(self, desk, make_staff, case, saved):
        dario = make_staff(name="Dario Paz")
        page = desk.get(f"/desk/cases/{case.number}")
        form = next(form for form in page.forms.values() if "assignee" in form.fields)
        form["assignee"] = str(dario.id)

        form.submit().follow()

        assert saved(case).assignee_id == dario.id

    def test_nobody_can_be_made_up(self, desk, case, saved):
        page = desk.get(f"/desk/cases/{case.number}")
        form = next(form for form in page.forms.values() if "assignee" in form.fields)
        form["assignee"].force_value("01a20138-f6fc-7700-ae63-d21c336fbaa7")

        form.submit(status=422)

        assert saved(case).assignee_id is None
