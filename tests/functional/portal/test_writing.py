"""What a customer sends from a case's page: notes, files, changed fields."""

import pytest
from webtest import Upload

from core.cases.services import get_case, list_files, list_notes, values_of
from core.fields.services.publishing import install_form
from core.testing.web import use_editor
from fields_config.definition import FieldDefinition
from tests.support.pages import texts, words


@pytest.fixture
def stored(open_scope):
    """Read something of a case from the database."""

    def read(case, service):
        with open_scope() as scope:
            return service(scope, get_case(scope, case.number))

    return read


class TestAddNote:
    @pytest.mark.req("BA-P-45", "AT-11")
    def test_it_is_saved_at_once(self, portal, case):
        form = portal.get(f"/cases/{case.number}").forms["note"]
        use_editor(form, "message", "<p>The <strong>long</strong> one.</p>")

        page = form.submit("add").follow()

        assert "has been added" in words(page, ".v-flashes")
        assert str(page.html.select(".v-note .v-prose")[-1].strong) == "<strong>long</strong>"
        assert page.request.path == f"/cases/{case.number}"

    @pytest.mark.parametrize(
        ("typed", "html"),
        [
            (
                "Otra línea con correo <ana@x.org> aquí.",
                "<p>Otra línea con correo &lt;ana@x.org&gt; aquí.</p>",
            ),
            (
                "One <b>tag</b>.\r\n\r\nTwo\r\nlines.",
                "<p>One &lt;b&gt;tag&lt;/b&gt;.</p><p>Two<br>lines.</p>",
            ),
            ("<p>As typed</p>", "<p>&lt;p&gt;As typed&lt;/p&gt;</p>"),
        ],
    )
    def test_without_the_editor_it_is_text(self, portal, case, stored, typed, html):
        form = portal.get(f"/cases/{case.number}").forms["note"]
        form["message"] = typed

        form.submit("add").follow()

        assert str(stored(case, list_notes)[-1].html) == html

    def test_formatting_that_nobody_touched_stays_without_the_editor(self, portal, case, stored):
        form = portal.get(f"/cases/{case.number}").forms["note"]
        use_editor(form, "message", "<p>The <strong>long</strong> one.</p>")
        form["csrf_token"] = "x"
        again = form.submit("add", status=422).forms["note"]

        again.submit("add").follow()

        assert str(stored(case, list_notes)[-1].html) == "<p>The <strong>long</strong> one.</p>"

    @pytest.mark.req("BA-P-01")
    def test_agents_see_it_at_once(self, portal, case, as_desk):
        form = portal.get(f"/cases/{case.number}").forms["note"]
        form["message"] = "The long one."
        form.submit("add")

        assert [note.author_name for note in as_desk(case, list_notes)] == ["Ana Mora"] * 2

    @pytest.mark.req("AT-12")
    def test_files_come_with_it(self, portal, case):
        form = portal.get(f"/cases/{case.number}").forms["note"]
        form["message"] = "See the plan."
        form["files"] = [Upload("plan.txt", b"here", "text/plain")]

        page = form.submit("add").follow()

        assert texts(page, ".v-note:last-child .c-note-files a") == ["plan.txt"]
        assert page.click("plan.txt").body == b"here"

    def test_an_empty_one_comes_back_with_what_was_kept(self, portal, case):
        form = portal.get(f"/cases/{case.number}").forms["note"]
        form["files"] = [Upload("plan.txt", b"here", "text/plain")]

        page = form.submit("add", status=422)

        assert page.html.title.get_text().startswith("Error:")
        assert "Write a message." in words(page, "#note .v-summary")
        assert "plan.txt" in words(page, "#note")
        page.forms["note"]["message"] = "See the plan."
        page = page.forms["note"].submit("add").follow()
        assert texts(page, ".c-note-files a") == ["plan.txt"]

    def test_a_double_click_adds_one(self, portal, case):
        form = portal.get(f"/cases/{case.number}").forms["note"]
        form["message"] = "Once."

        form.submit("add")
        page = form.submit("add").follow()

        assert texts(page, ".v-note .v-prose").count("Once.") == 1

    def test_to_a_waiting_case_it_is_the_answer(self, portal, case, answer):
        answer(case, "<p>Which hall?</p>", status="waiting")
        form = portal.get(f"/cases/{case.number}").forms["note"]
        form["message"] = "The long one."

        page = form.submit("add").follow()

        assert words(page, ".v-heading .v-badge") == "Open"

    @pytest.mark.req("D-12")
    @pytest.mark.parametrize(
        ("policy", "hint", "number"),
        [("reopen", "opens it again", 1), ("new_case", "makes a new case", 2)],
    )
    def test_to_a_closed_case_it_follows_the_tenants_rule(
        self, portal, case, close, tune, policy, hint, number
    ):
        tune("cases", reply_to_closed=policy)
        close(case)
        page = portal.get(f"/cases/{case.number}")
        assert hint in words(page)
        page.forms["note"]["message"] = "Dark again."

        page = page.forms["note"].submit("add").follow()

        assert page.request.path == f"/cases/{number}"
        assert words(page, ".v-heading .v-badge") == "Open"

    @pytest.mark.req("D-12")
    def test_a_closed_case_may_take_none(self, portal, case, close, tune):
        tune("cases", reply_to_closed="no_update")
        form = portal.get(f"/cases/{case.number}").forms["note"]
        form["message"] = "Dark again."
        close(case)

        assert "takes no more" in words(form.submit("add", status=422))
        assert "note" not in portal.get(f"/cases/{case.number}").forms

    @pytest.mark.parametrize("token", ["", "x" * 40])
    def test_without_the_forms_token_nothing_is_written_and_the_words_are_kept(
        self, portal, case, token
    ):
        sent = {"csrf_token": token, "message": "Dark again."}

        page = portal.post(f"/cases/{case.number}/notes", sent, status=422)

        assert "session had expired" in words(page, "#note .v-summary")
        assert page.forms["note"]["message"].value.strip() == "Dark again."
        assert "Dark again." not in texts(portal.get(f"/cases/{case.number}"), ".v-note .v-prose")
        page = page.forms["note"].submit("add").follow()
        assert "Dark again." in texts(page, ".v-note .v-prose")


class TestAddFiles:
    @pytest.mark.req("BA-P-47", "BA-P-48")
    def test_a_file_with_a_label_is_saved_at_once(self, portal, case):
        form = portal.get(f"/cases/{case.number}?tab=files").forms["file"]
        form["label"] = "Plan of the hall"
        form["files"] = [Upload("plan.txt", b"here", "text/plain")]

        page = form.submit("upload").follow()

        assert "plan.txt Plan of the hall" in words(page, "main tbody")
        assert words(page, ".v-tabs .v-count") == "1"

    def test_several_at_once_and_a_double_click(self, portal, case, stored):
        form = portal.get(f"/cases/{case.number}?tab=files").forms["file"]
        form["files"] = [Upload("a.txt", b"a", "text/plain"), Upload("b.txt", b"b", "text/plain")]

        form.submit("upload")

        assert [file.name for file in stored(case, list_files)] == ["a.txt", "b.txt"]

    @pytest.mark.req("BA-P-50")
    def test_another_type_is_refused_with_a_message(self, portal, case, stored):
        form = portal.get(f"/cases/{case.number}?tab=files").forms["file"]
        form["files"] = [Upload("tool.exe", b"MZ", "application/octet-stream")]

        page = form.submit("upload", status=422)

        assert "files of this type are not accepted" in words(page, "#file")
        assert stored(case, list_files) == []

    def test_nothing_chosen_says_so(self, portal, case):
        form = portal.get(f"/cases/{case.number}?tab=files").forms["file"]

        assert "Choose a file first." in words(form.submit("upload", status=422))

    def test_a_closed_case_takes_files_only_with_a_note(self, portal, case, close):
        close(case)

        assert "file" not in portal.get(f"/cases/{case.number}?tab=files").forms


class TestStageUpload:
    def test_scripts_send_files_one_by_one(self, portal, case):
        form = portal.get(f"/cases/{case.number}").forms["note"]
        token = {"X-CSRF-Token": form["csrf_token"].value}
        upload = [("file", "plan.txt", b"here")]

        sent = portal.post("/uploads", upload_files=upload, headers=token).json

        fields = {"csrf_token": form["csrf_token"].value, "message": "See it.", "files": sent["id"]}
        page = portal.post(f"/cases/{case.number}/notes", fields).follow()
        assert texts(page, ".c-note-files a") == ["plan.txt"]

    def test_a_refusal_says_why(self, portal, case):
        form = portal.get(f"/cases/{case.number}").forms["note"]
        token = {"X-CSRF-Token": form["csrf_token"].value}

        for upload in ([("file", "tool.exe", b"MZ")], [("file", "a.pdf", b"no"), ("x", "y", b"")]):
            answer = portal.post("/uploads", upload_files=upload, headers=token, status=422)
            assert answer.json["error"]
        assert portal.post("/uploads", {}, headers=token, status=422).json["error"]

    def test_somebody_elses_upload_is_not_taken(self, as_customer, portal, bruno, case):
        form = portal.get(f"/cases/{case.number}").forms["note"]
        browser = as_customer(bruno)
        token = browser.get("/cases/new").forms["case"]["csrf_token"].value
        files = [("file", "plan.txt", b"his")]
        his = browser.post("/uploads", upload_files=files, headers={"X-CSRF-Token": token}).json

        fields = {"csrf_token": form["csrf_token"].value, "message": "Hm", "files": his["id"]}
        page = portal.post(f"/cases/{case.number}/notes", fields).follow()

        assert texts(page, ".c-note-files a") == []


class TestEditCase:
    @pytest.mark.req("BA-P-38")
    def test_addresses_in_copy_can_be_added(self, portal, case, stored):
        form = portal.get(f"/cases/{case.number}").forms["properties"]
        form["cc"] = "bruno@acme.example, eva@acme.example"

        page = form.submit("save").follow()

        assert page.forms["properties"]["cc"].value == "bruno@acme.example, eva@acme.example"
        cc = stored(case, lambda _scope, case: values_of(case)["cc"])
        assert cc == ["bruno@acme.example", "eva@acme.example"]

    def test_a_wrong_address_comes_back(self, portal, case):
        form = portal.get(f"/cases/{case.number}").forms["properties"]
        form["cc"] = "bruno@acme.example, eva at acme"

        page = form.submit("save", status=422)

        assert "eva at acme" in page.forms["properties"]["cc"].value
        assert page.html.select_one("#properties .v-summary")
        assert page.html.select("#note .v-summary") == []

    @pytest.mark.req("BA-P-43")
    def test_customers_change_nothing_else_unless_the_tenant_says_so(self, portal, case, grant):
        form = portal.get(f"/cases/{case.number}").forms["properties"]
        assert "priority" not in form.fields
        sent = {"csrf_token": form["csrf_token"].value, "cc": "", "priority": "critical"}
        portal.post(f"/cases/{case.number}/edit", sent, status=422)
        assert "Priority Medium" in words(portal.get(f"/cases/{case.number}"), "aside")

        grant("priority", "detail", "edit")
        form = portal.get(f"/cases/{case.number}").forms["properties"]
        form["priority"] = "critical"
        page = form.submit("save").follow()
        assert page.forms["properties"]["priority"].value == "critical"

    def test_without_an_editable_field_there_is_no_form(self, portal, case, grant):
        grant("cc", "detail", "view")

        page = portal.get(f"/cases/{case.number}")

        assert "properties" not in page.forms
        assert "Priority Medium" in words(page, "aside")


class TestFileField:
    """A file field of the tenant's own, changed after the case was filed."""

    @pytest.fixture(autouse=True)
    def _field(self, open_scope):
        plan = FieldDefinition(key="plan", type="file", labels={"en": "Plan"}, position=500)
        with open_scope() as scope:
            form = scope.tenant.form("case").with_field(plan.with_portal(on=True))
            install_form(scope, "case", form)

    def send(self, portal, case, *uploads, **changes):
        form = portal.get(f"/cases/{case.number}").forms["properties"]
        kept = [("plan", found.value) for found in form.fields.get("plan", ()) if found.value]
        token = ("csrf_token", form["csrf_token"].value)
        cc = ("cc", changes.get("cc", form["cc"].value))
        files = [("plan", name, content) for name, content in uploads]
        path = f"/cases/{case.number}/edit"
        status = changes.get("status", 303)
        sent = [token, cc, *changes.get("plan", [k for k in kept if isinstance(k[1], str)])]
        return portal.post(path, sent, upload_files=files, status=status)

    def held(self, stored, case):
        def read(scope, case):
            files = {str(file.id): file.name for file in list_files(scope, case)}
            return [files[id_] for id_ in case.custom.get("plan", ())]

        return stored(case, read)

    def test_what_was_said_to_be_saved_is_attached_for_good(self, portal, case, stored):
        self.send(portal, case, ("plan.txt", b"first"))
        assert self.held(stored, case) == ["plan.txt"]

        self.send(portal, case, ("more.txt", b"second"), cc="eva@acme.example")
        assert self.held(stored, case) == ["plan.txt", "more.txt"]

        self.send(portal, case, cc="")
        assert self.held(stored, case) == ["plan.txt", "more.txt"]
        assert "plan.txt" in portal.get(f"/cases/{case.number}").forms["properties"].text

    def test_it_takes_no_file_that_is_not_the_persons(self, portal, as_customer, case, stored):
        stranger = as_customer()
        form = stranger.get("/cases/new").forms["case"]
        headers = {"X-CSRF-Token": form["csrf_token"].value}
        sent = [("file", "his.txt", b"his")]
        his = stranger.post("/uploads", upload_files=sent, headers=headers).json["id"]

        self.send(portal, case, plan=[("plan", his)])

        assert self.held(stored, case) == []
