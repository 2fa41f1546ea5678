"""Filing a case on the portal."""

import pytest
from webtest import Upload

from core.cases.services import get_case, list_files, list_notes, values_of
from core.testing.web import use_editor
from fields_config.conditions import Condition, Rule
from fields_config.definition import Access, FieldDefinition, Grant, Option
from tests.support.pages import texts, words

EDIT = {("customer", "create"): Grant(Access.EDIT, required=True)}


@pytest.fixture
def form(portal):
    return portal.get("/cases/new").forms["case"]


@pytest.fixture
def filled(form):
    """The form with the product chosen level by level, as one does without scripts."""
    for level, key in enumerate(("general", "problem", "billing")):
        form[f"product-{level}"] = key
        form = form.submit("refresh").forms["case"]
    form["subject"] = "Twice the same invoice"
    use_editor(form, "message", "<p>Look at <em>May</em>.</p>")
    return form


@pytest.fixture
def stored(open_scope):
    """Read the case of a number from the database."""

    def read(service, number=1):
        with open_scope() as scope:
            return service(scope, get_case(scope, number))

    return read


class TestFileCase:
    @pytest.mark.req("BA-P-42", "AT-16", "BA-P-39", "BA-P-35")
    def test_saving_answers_with_the_number(self, filled, stored):
        page = filled.submit("save").follow()

        assert "Case number 1 has been created" in words(page, ".v-flashes")
        assert page.request.path == "/cases/1"
        assert words(page, "h1") == "Twice the same invoice"
        assert page.html.select_one(".v-note em").get_text() == "May"
        assert stored(lambda _scope, case: case.product) == "general/problem/billing"

    @pytest.mark.req("DC-10", "BA-P-01")
    def test_agents_see_it_at_once(self, filled, stored):
        filled.submit("save")

        (note,) = stored(list_notes)
        assert (note.author_name, note.html) == ("Ana Mora", "<p>Look at <em>May</em>.</p>")

    @pytest.mark.req("BA-P-32", "BA-P-33", "BA-P-34")
    def test_each_list_depends_on_the_one_before(self, form):
        def offered(form, level):
            return [value for value, _on, _text in form[f"product-{level}"].options if value]

        assert offered(form, 0) == ["general"]
        assert "product-1" not in form.fields
        form["product-0"] = "general"
        form = form.submit("refresh").forms["case"]
        assert offered(form, 1) == ["question", "problem", "request"]
        form["product-1"] = "request"
        form = form.submit("refresh").forms["case"]
        assert offered(form, 2) == ["change", "other"]

    @pytest.mark.req("BA-P-32", "BA-P-33", "BA-P-34", "BA-P-35", "BA-P-39", "AT-14")
    def test_what_is_required_is_asked_for_and_the_rest_kept(self, form):
        form["cc"] = "eva@acme.example"
        form["product-0"] = "general"

        page = form.submit("save", status=422)

        errors = texts(page, ".v-summary li")
        assert errors == [
            "Choose an option for “Reason”.",
            "Fill in “Subject”.",
            "Fill in “Message”.",
        ]
        for link in page.html.select(".v-summary a"):
            assert page.html.find(id=link["href"][1:])
        assert page.forms["case"]["cc"].value == "eva@acme.example"
        assert page.html.title.get_text().startswith("Error:")

    @pytest.mark.req("BA-P-37", "BA-P-38")
    def test_addresses_in_copy_are_separated_by_commas(self, filled, stored):
        filled["cc"] = "eva@acme.example, Bruno@acme.example"

        filled.submit("save")

        cc = stored(lambda _scope, case: values_of(case)["cc"])
        assert [address.lower() for address in cc] == ["eva@acme.example", "bruno@acme.example"]

    @pytest.mark.req("BA-P-40")
    def test_files_are_listed_before_the_case_is_created(self, filled, stored):
        filled["files"] = [Upload("may.txt", b"12 EUR", "text/plain")]
        filled["subject"] = ""
        page = filled.submit("save", status=422)
        assert "may.txt" in words(page, "#case .v-file-list")

        again = page.forms["case"]
        again["subject"] = "Twice"
        again.submit("save")

        assert [file.name for file in stored(list_files)] == ["may.txt"]

    def test_a_listed_file_can_be_taken_out_again(self, filled, stored):
        filled["files"] = [Upload("may.txt", b"12 EUR", "text/plain")]
        form = filled.submit("refresh").forms["case"]
        form["files-remove"] = True

        form.submit("save")

        assert stored(list_files) == []

    @pytest.mark.req("BA-P-36", "D-06")
    def test_it_can_be_for_an_account(self, portal, filled, make_account, ana, stored):
        assert "account" not in filled.fields
        bakery = make_account(name="Bakery", members={ana: {"can_create_for": True}})
        make_account(name="Hotel", members={ana: {"can_view_cases": True}})
        form = filled.submit("refresh").forms["case"]
        assert [text for _value, _on, text in form["account"].options[1:]] == ["Bakery"]

        form["account"] = str(bakery.id)
        page = form.submit("save").follow()

        assert "Account Bakery" in words(page, "aside")
        assert stored(lambda _scope, case: case.account_id) == bakery.id

    def test_somebody_elses_account_is_refused(self, portal, filled, make_account, ana):
        make_account(members={ana: {"is_primary": True}})
        hotel = make_account(name="Hotel")
        form = filled.submit("refresh").forms["case"]
        form["account"].force_value(str(hotel.id))

        page = form.submit("save", status=422)

        assert "Choose an account of the list." in words(page, ".v-summary")
        assert "Hotel" not in page.text

    def test_a_double_click_makes_one_case(self, portal, filled):
        filled.submit("save")
        page = filled.submit("save").follow()

        assert page.request.path == "/cases/1"
        assert texts(portal.get("/cases?tab=all"), "#cases tbody th") == ["1"]

    def test_a_message_that_says_nothing_is_none(self, filled):
        use_editor(filled, "message", "<p> </p><script>alert(1)</script>")

        assert "Fill in “Message”." in words(filled.submit("save", status=422))

    def test_fields_that_were_not_offered_are_refused(self, portal, filled):
        sent = [*filled.submit_fields("save"), ("status", "closed")]

        page = portal.post("/cases/new", sent, status=422)

        assert "not in this form" in words(page, ".v-summary")
        assert portal.get("/cases?tab=all").html.select("#cases tbody th") == []

    def test_without_the_forms_token_nothing_is_filed_and_all_is_kept(self, portal, filled):
        filled["csrf_token"] = "old"

        page = filled.submit("save", status=422)

        assert page.forms["case"]["subject"].value == "Twice the same invoice"
        assert portal.get("/cases?tab=all").html.select("#cases tbody th") == []
        assert page.forms["case"].submit("save").follow().request.path == "/cases/1"

    def test_it_costs_few_queries(self, portal, queries, make_account, ana):
        make_account(members={ana: {"is_primary": True}})
        portal.get("/cases/new")
        queries.clear()

        portal.get("/cases/new")

        assert len(queries) <= 8


class TestTenantsForm:
    @pytest.mark.req("DC-09", "DC-12", "DC-13", "D-04")
    def test_a_field_comes_and_goes_with_the_next_reload(self, portal, grant):
        assert "priority" in portal.get("/cases/new").forms["case"].fields

        grant("priority", "create", "hidden")
        assert "priority" not in portal.get("/cases/new").forms["case"].fields

        grant("priority", "create", "edit", required=True)
        form = portal.get("/cases/new").forms["case"]
        form["priority"] = ""
        assert "Choose an option for “Priority”." in words(form.submit("save", status=422))

    @pytest.mark.req("AT-15", "AT-09")
    def test_the_tenants_own_field_is_asked_for_and_shown(self, portal, publish, stored):
        contract = FieldDefinition(
            key="contract",
            type="text",
            labels={"en": "Contract number"},
            grants={**EDIT, ("customer", "detail"): Grant(Access.VIEW)},
        )
        publish(lambda form: form.with_field(contract))
        form = portal.get("/cases/new").forms["case"]
        assert "Fill in “Contract number”." in words(form.submit("save", status=422))

        fields = {"product-0": "general", "product-1": "question", "product-2": "other"}
        sent = {**fields, "subject": "A", "message": "B", "contract": "C-77"}
        token = form["csrf_token"].value
        page = portal.post("/cases/new", {**sent, "csrf_token": token}).follow()

        assert "Contract number C-77" in words(page, "aside")
        assert stored(lambda _scope, case: values_of(case)["contract"]) == "C-77"

    def test_a_rule_shows_a_field_when_it_is_needed(self, portal, publish):
        meter = FieldDefinition(
            key="meter",
            type="list",
            labels={"en": "Meter"},
            grants=EDIT,
            options=(Option(key="old", labels={"en": "Old"}),),
        )

        def change(form):
            wanted = Condition("priority", "equals", "critical")
            changed = form.with_field(meter)
            rules = (Rule(when=wanted, effect="show", field="meter"),)
            return type(form)(form.key, changed.fields, rules, form.sections)

        publish(change)
        form = portal.get("/cases/new").forms["case"]
        assert "meter" not in form.fields

        form["priority"] = "critical"
        form["subject"] = "Kept"
        form = form.submit("refresh").forms["case"]

        assert "meter" in form.fields
        assert form["subject"].value == "Kept"
