"""What somebody is writing is kept until it is sent, whatever happens on the way."""

from urllib.parse import parse_qs, urlsplit

import pytest
from webtest import Upload

from core.cases.services import get_case, list_notes
from core.cases.writing import MAX_MESSAGE
from core.drafts.models import WrittenDraft
from core.drafts.services import (
    MOST_BYTES,
    MOST_DRAFTS,
    find_draft,
    find_kept,
    owner_of,
    remove_expired,
    save_draft,
    save_for,
)
from core.files.models import FileUpload
from core.identity.permissions import ADMIN
from core.scope import Actor
from core.tenancy.services import switch_plugin
from core.testing.cases import actor_of
from core.testing.people import PASSWORD
from core.testing.web import session_cookie
from core.web.bodies import STRANGERS_BYTES
from tests.support.pages import words

JSON = {"Accept": "application/json"}


@pytest.fixture
def note_of(case):
    """Return the form of a note, as a browser reads it now."""

    def form(browser):
        return browser.get(f"/cases/{case.number}").forms["note"]

    return form


@pytest.fixture
def drafts(open_scope):
    """Return all drafts there are."""

    def read():
        with open_scope() as scope:
            return scope.session.query(WrittenDraft).all()

    return read


@pytest.fixture
def notes(case, open_scope):
    """Return the words of the case's notes."""

    def read():
        with open_scope() as scope:
            return [str(note.html) for note in list_notes(scope, get_case(scope, case.number))]

    return read


def save(form, text, *, name="message", status=200, **more):
    """Keep what is in a form as its script does."""
    form[name] = text
    fields = {key: value for key, value in form.submit_fields() if isinstance(value, str)}
    app = form.response.test_app
    return app.post(
        form.action or form.response.request.path_qs,
        {**fields, **more, "_draft_ask": "save"},
        headers=JSON,
        status=status,
    )


def sign_in(page, person):
    form = page.forms[0]
    for found in page.forms.values():
        if "password" in found.fields and found["password"].attrs.get("type") == "password":
            form = found
    form["name"], form["password"] = person.email, PASSWORD
    return form.submit("sign_in")


class TestKeepDraft:
    def test_it_is_there_for_another_browser_and_another_day(
        self, portal, ana, as_customer, note_of, clock, case
    ):
        saved = save(note_of(portal), "First the kitchen, then the hall.").json
        assert saved["revision"] == 1
        assert saved["time"]
        clock.advance(days=3)

        page = as_customer(ana).get(f"/cases/{case.number}")

        assert page.forms["note"]["message"].value == "First the kitchen, then the hall."
        assert "Your draft of" in words(page, "[data-v-waiting]")

    def test_nobody_else_gets_it(self, portal, bruno, as_customer, note_of, as_agent, case):
        save(note_of(portal), "Between you and me.")

        assert "Between you and me." not in as_agent().get(f"/desk/cases/{case.number}").text
        page = as_customer(bruno).get("/cases/new")
        assert "Between you and me." not in page.text

    def test_it_ends_when_it_is_sent(self, portal, note_of, notes):
        form = note_of(portal)
        form["_draft"] = str(save(form, "Sent soon.").json["revision"])

        form.submit("add").follow()

        assert "Sent soon." in notes()[-1]
        assert note_of(portal)["message"].value == ""

    def test_it_can_be_discarded(self, portal, note_of):
        save(note_of(portal), "Never mind.")

        note_of(portal).submit("_draft_discard").follow()

        assert note_of(portal)["message"].value == ""

    def test_a_tab_that_is_behind_is_told_and_changes_nothing(self, portal, note_of):
        first, second = note_of(portal), note_of(portal)
        save(first, "From the first tab.")

        told = save(second, "From the second tab.", status=409).json

        assert "changed in another tab" in told["error"]
        assert note_of(portal)["message"].value == "From the first tab."
        save(second, "From the second tab.", _draft=str(told["revision"]))
        assert note_of(portal)["message"].value == "From the second tab."

    def test_sending_leaves_what_another_tab_wrote(self, portal, note_of):
        other = note_of(portal)
        mine = note_of(portal)
        save(other, "Still being written.")
        mine["message"] = "Sent at once."

        mine.submit("add").follow()

        assert note_of(portal)["message"].value == "Still being written."

    def test_what_comes_back_with_errors_is_kept_too(self, portal):
        form = portal.get("/cases/new").forms["case"]
        form["message"] = "Written without a subject."
        form.submit("save", status=422)

        again = portal.get("/cases/new").forms["case"]

        assert again["message"].value == "Written without a subject."

    @pytest.mark.parametrize("is_late", [False, True])
    def test_a_save_beside_the_form_that_comes_back_is_no_other_tabs(self, portal, is_late):
        form = portal.get("/cases/new").forms["case"]
        form["message"] = "Written without a subject."
        if not is_late:
            save(form, "Written without a subject.")
        again = form.submit("save", status=422).forms["case"]
        if is_late:
            save(form, "Written without a subject.")

        assert save(again, "Written with a subject.").status_int == 200

    def test_a_late_save_does_not_bring_back_what_was_sent(self, portal, note_of):
        form = note_of(portal)
        form["message"] = "Sent already."
        form.submit("add")

        told = save(form, "Sent already.", status=410).json

        assert "This was sent already" in told["sent"]["text"]
        assert note_of(portal)["message"].value == ""

    def test_what_is_too_long_is_refused_in_words(self, portal, note_of):
        told = save(note_of(portal), "x" * (MOST_BYTES + 1), status=422).json

        assert "too long to be kept" in told["error"]

    def test_neither_tokens_nor_files_are_stored(self, portal, note_of, drafts):
        save(note_of(portal), "Only words.")

        (draft,) = drafts()
        names = {name for name, _value in draft.entries}
        assert not names & {"csrf_token", "_key", "_for", "_draft", "_draft_ask"}

    def test_a_strange_revision_never_fails(self, portal, note_of):
        for strange in ("", "-1", "9" * 4000, "١", "1e9", "x"):
            save(note_of(portal), "Words.", status=[200, 409], _draft=strange)

    def test_without_the_token_nothing_is_kept(self, portal, note_of, drafts):
        save(note_of(portal), "Words.", csrf_token="x", status=400)

        assert drafts() == []


class TestServices:
    def test_there_are_never_too_many(self, open_scope, ana):
        with open_scope(actor=actor_of(ana)) as scope:
            for number in range(MOST_DRAFTS + 5):
                save_draft(scope, f"/cases/{number}/notes", [("message", "x")], revision=0)

            assert scope.session.query(WrittenDraft).count() == MOST_DRAFTS

    def test_looking_through_a_customers_eyes_neither_reads_nor_writes_any(self, ana, make_staff):
        eyes = Actor(kind="contact", id=ana.id, impersonator_id=make_staff(roles=[ADMIN]).id)

        assert owner_of(eyes) == ""

    def test_what_came_too_late_waits_for_its_browser_alone(self, open_scope, ana, bruno):
        with open_scope() as scope:
            save_for(scope, owner_of(actor_of(ana)), "/x", [("message", "Late.")], "secret")

        for who, browser, finds in (
            *((ana, "secret", True), (ana, "another", False), (ana, "", False)),
            (bruno, "secret", False),
        ):
            with open_scope(actor=actor_of(who)) as scope:
                assert (find_kept(scope, "/x", browser) is not None) == finds

    def test_they_expire(self, open_scope, ana, clock):
        with open_scope(actor=actor_of(ana)) as scope:
            save_draft(scope, "/x", [("message", "Forgotten.")], revision=0)
        clock.advance(days=31)

        with open_scope(actor=actor_of(ana)) as scope:
            assert find_draft(scope, "/x") is None
            remove_expired(scope)
            assert scope.session.query(WrittenDraft).count() == 0


class TestLostSession:
    def test_signing_in_leads_back_with_the_text_in_place(self, portal, ana, case, note_of, notes):
        form = note_of(portal)
        form["message"] = "Written while the session ended."
        portal.reset()

        door = form.submit("add", headers={"Referer": _url(portal, f"/cases/{case.number}")})
        page = door.follow()

        assert "Your session has expired. Your text is saved" in words(page)
        back = sign_in(page, ana).follow()
        assert back.request.path == f"/cases/{case.number}"
        assert back.forms["note"]["message"].value == "Written while the session ended."
        assert "send it again" in words(back, "[data-v-waiting]")
        back.forms["note"].submit("add").follow()
        assert "Written while the session ended." in notes()[-1]
        assert note_of(portal)["message"].value == ""

    @pytest.mark.parametrize("sign", ["x", "ñ", "漢"])
    def test_however_long_it_is_even_after_signing_out_elsewhere(
        self, portal, ana, case, note_of, sign
    ):
        form = note_of(portal)
        form["message"] = sign * MAX_MESSAGE
        out = portal.get("/profile").forms
        next(one for one in out.values() if one.action == "/logout").submit(status=303)

        door = form.submit("add", headers={"Referer": _url(portal, f"/cases/{case.number}")})
        back = sign_in(door.follow(), ana).follow()

        assert back.forms["note"]["message"].value == sign * MAX_MESSAGE

    def test_files_are_named_that_have_to_be_chosen_again(
        self, portal, ana, case, note_of, open_scope
    ):
        form = note_of(portal)
        form["message"] = "See the meter and the bill."
        files = ("meter.txt", "Ñandú <b>.pdf", "big.png")
        contents = (b"May", b"no", b"x" * STRANGERS_BYTES)
        form["files"] = [Upload(*file) for file in zip(files, contents, strict=True)]
        out = portal.get("/profile").forms
        next(one for one in out.values() if one.action == "/logout").submit(status=303)

        door = form.submit("add", headers={"Referer": _url(portal, f"/cases/{case.number}")})
        page = door.follow()
        back = sign_in(page, ana).follow()

        assert "Your files could not be kept" in words(page)
        assert back.forms["note"]["message"].value == "See the meter and the bill."
        told = words(back, "[data-v-waiting]")
        assert "Choose them again: meter.txt, Ñandú <b>.pdf, big.png" in told
        with open_scope() as scope:
            assert scope.session.query(FileUpload).count() == 0
        assert "Choose them again" not in back.forms["note"].submit("add").follow().text

    def test_an_expired_token_names_them_too(self, portal, note_of):
        form = note_of(portal)
        form["csrf_token"] = "x"
        form["message"] = "See the meter."
        form["files"] = [Upload("meter.txt", b"May")]

        page = form.submit("add", status=422)

        assert "“meter.txt” could not be kept. Choose it again." in words(page, "#note")
        assert page.forms["note"]["message"].value.strip() == "See the meter."

    def test_what_can_not_be_kept_is_not_left_behind_by_leading_elsewhere(
        self, portal, note_of, case, drafts
    ):
        form = note_of(portal)
        form["message"] = "x" * (MOST_BYTES + 1)
        portal.reset()

        page = form.submit(
            "add", headers={"Referer": _url(portal, f"/cases/{case.number}")}, status=413
        )
        portal.set_cookie(*session_cookie(portal.app.registry.platform, {"contact": "ended"}))
        later = form.submit(
            "add", headers={"Referer": _url(portal, f"/cases/{case.number}")}, status=401
        )

        for answer in (page, later):
            assert "what you sent was not taken" in words(answer)
            (link,) = answer.html.select("main a")
            assert link["href"] == f"/login?next=%2Fcases%2F{case.number}"
            assert link["target"] == "_blank"
        assert drafts() == []

    @pytest.mark.parametrize(
        ("why", "said"),
        [
            ("files", "Sus archivos no se pudieron conservar"),
            ("saved", "Su sesión terminó. Su texto está guardado"),
            ("ended", "Su sesión terminó. Inicie sesión"),
            ("", "Inicie sesión para seguir"),
        ],
    )
    def test_the_door_says_why_in_the_language_of_the_visitor(self, portal, why, said):
        query = {"next": "/cases", "_why": why}
        portal.reset()

        page = portal.get("/login", query, headers={"Accept-Language": "es"})

        assert said in words(page)

    def test_it_survives_a_wrong_password_and_another_language(self, portal, ana, note_of, case):
        form = note_of(portal)
        form["message"] = "Still here."
        portal.reset()
        page = form.submit("add", headers={"Referer": _url(portal, f"/cases/{case.number}")})
        page = page.follow()
        form = next(f for f in page.forms.values() if "password" in f.fields)
        form["name"], form["password"] = ana.email, "wrong wrong"
        page = form.submit("sign_in", status=422)
        language = next(f for f in page.forms.values() if "language" in f.fields)
        page = language.submit("language", value="es").follow()

        back = sign_in(page, ana).follow()

        assert back.request.path == f"/cases/{case.number}"
        assert back.forms["note"]["message"].value == "Still here."

    def test_somebody_else_who_signs_in_there_sees_nothing_of_it(
        self, portal, bruno, note_of, case
    ):
        form = note_of(portal)
        form["message"] = "Only Ana's."
        portal.reset()
        page = form.submit("add", headers={"Referer": _url(portal, f"/cases/{case.number}")})

        back = sign_in(page.follow(), bruno).follow(expect_errors=True)

        assert "Only Ana's." not in back.text
        assert "Only Ana's." not in portal.get("/cases/new").text

    def test_another_browser_does_not_get_it(self, portal, ana, as_customer, note_of):
        form = note_of(portal)
        form["message"] = "From this browser."
        portal.reset()
        form.submit("add")

        assert note_of(as_customer(ana))["message"].value == ""

    def test_a_signature_that_is_not_ours_keeps_nothing(self, portal, note_of, drafts):
        form = note_of(portal)
        form["message"] = "Forged."
        owner, _, _mac = form["_for"].value.rpartition(":")
        for forged in ("", "x", f"{owner}:{'0' * 64}", f"staff:{owner[8:]}:x", ":::", "é:ñ"):
            form["_for"] = forged
            portal.reset()
            form.submit("add")

        assert drafts() == []

    def test_a_script_is_told_so_and_nothing_is_lost(self, portal, ana, note_of, case):
        form = note_of(portal)
        portal.reset()

        told = save(form, "Kept by the script.", status=401).json

        assert "Your text is saved" in told["error"]
        back = sign_in(portal.get(told["sign_in"]), ana)
        assert parse_qs(urlsplit(told["sign_in"]).query)["_why"] == ["saved"]
        assert back.status_int == 303
        assert note_of(portal)["message"].value == "Kept by the script."

    def test_agents_and_administrators_find_theirs_too(self, as_agent, as_admin, case):
        for browser, path, form_id, name, value in (
            (as_agent(), f"/desk/cases/{case.number}", "reply", "message", "My answer."),
            (as_admin(), "/admin/organisation", "organisation", "name", "Acme & Sons"),
        ):
            form = browser.get(path).forms[form_id]
            form[name] = value
            browser.reset()

            door = form.submit(headers={"Referer": _url(browser, path)}).follow()

            assert door.request.path == "/staff/login"
            assert "Your text is saved" in words(door)
            back = sign_in(door, browser.staff).follow()
            assert back.request.path == path
            assert back.forms[form_id][name].value == value

    def test_no_next_leads_elsewhere(self, portal, ana, note_of):
        form = note_of(portal)
        form["message"] = "Words."
        for strange in ("https://evil.example/", "//evil.example/x", "javascript:alert(1)", "é"):
            portal.reset()

            door = form.submit("add", headers={"Referer": strange})

            assert parse_qs(urlsplit(door.location).query)["next"] == [form.action]

    def test_a_plugin_that_went_off_keeps_what_was_written(self, portal, note_of, open_scope):
        form = note_of(portal)
        form["message"] = "Written as it went off."
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=False)

        page = form.submit("add", status=404)

        assert "What you wrote is kept" in words(page)
        with open_scope() as scope:
            switch_plugin(scope, "portal", on=True)
        assert note_of(portal)["message"].value == "Written as it went off."


class TestSentAgain:
    def test_a_form_that_was_sent_says_as_which_case(self, portal):
        form = portal.get("/cases/new").forms["case"]
        for level, key in enumerate(("general", "problem", "billing")):
            form[f"product-{level}"] = key
            form = form.submit("refresh").forms["case"]
        form["subject"], form["message"] = "No light", "In the hall."
        first = form.submit("save").follow()

        again = form.submit("save").follow()

        assert again.request.path == first.request.path
        number = first.request.path.rpartition("/")[2]
        assert f"This was sent as case {number}." in words(again)

    def test_its_script_is_told_when_somebody_goes_back(self, portal, note_of, case):
        form = note_of(portal)
        form["message"] = "Once."
        form.submit("add")
        asked = {
            "csrf_token": form["csrf_token"].value,
            "_key": form["_key"].value,
            "_draft_ask": "sent",
        }

        told = portal.post(form.action, asked, headers=JSON).json["sent"]

        assert f"it is in case {case.number}" in told["text"]
        assert told["url"].startswith(f"/cases/{case.number}#note-")
        assert portal.post(form.action, {**asked, "_key": "x" * 24}, headers=JSON).json == {}


def _url(browser, path):
    return f"http://{browser.extra_environ['HTTP_HOST']}{path}"
