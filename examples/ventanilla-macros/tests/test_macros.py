"""Macros: administrators write them, agents insert them."""

import pytest
from ventanilla_macros import services

from core.scope import SYSTEM
from core.tenancy.services import switch_plugin


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="<Mora>")


@pytest.fixture
def path(make_case, ana):
    return f"/desk/cases/{make_case(ana).number}"


def words(page):
    return " ".join(page.html.get_text(" ").split())


def new_macro(admin, title, text):
    form = admin.get("/x/macros/new").forms["row"]
    form["title"], form["html"] = title, text
    return form.submit("save", status="*")


class TestPages:
    def test_an_administrator_keeps_a_text(self, switched_on, as_admin):
        admin = as_admin()
        assert "There are no entries yet." in admin.get("/x/macros")

        page = new_macro(admin, "Greeting", "Good day").follow()
        assert "Greeting" in page

        form = page.click("Greeting").forms["row"]
        assert form["html"].value == "Good day"
        form["title"] = "Hello"
        page = form.submit("save").follow()
        assert "Hello" in page
        assert "Greeting" not in page

        question = page.click("Hello").forms["delete"].submit()
        page = question.forms["confirm"].submit().follow()
        assert "“Hello” is deleted." in words(page)
        assert "There are no entries yet." in page

    def test_it_needs_a_title_and_a_text(self, switched_on, as_admin):
        new_macro(as_admin(), "", "").mustcontain("row-title-error", "row-html-error")

    def test_there_is_an_end_of_them(self, add, as_admin, open_scope):
        for number in range(services.MOST):
            add(f"{number:03}", "<p>x</p>")
        admin = as_admin()

        assert "Delete one first." in new_macro(admin, "One more", "x")

        form = admin.get("/x/macros").click("000").forms["row"]
        form["title"] = "Changed"
        form.submit("save").follow()
        with open_scope() as scope:
            titles = [macro.title for macro in services.list_macros(scope)]
        assert len(titles) == services.MOST
        assert "Changed" in titles
        assert "One more" not in titles

    def test_the_way_to_them_is_in_the_administration(self, switched_on, as_admin):
        assert as_admin().get("/admin").follow().html.select('a[href="/x/macros"]')

    def test_agents_have_no_such_pages(self, switched_on, as_agent):
        as_agent().get("/x/macros", status=404)

    def test_another_organisations_are_not_there(self, add, as_admin, open_scope):
        add("Ours", "<p>x</p>")
        with open_scope() as scope:
            macro = services.list_macros(scope)[0]
        with open_scope("globex", actor=SYSTEM) as scope:
            assert services.list_macros(scope) == []
        as_admin(slug="globex").get(f"/x/macros/{macro.id}", status=404)


class TestAnswers:
    def test_the_list_stands_beside_the_answer(self, add, as_agent, path):
        add("zebra", "<p>z</p>")
        add("Apple", "<p>a</p>")

        options = as_agent().get(path).html.select("#tool option")

        assert [option.get_text() for option in options][1:] == ["Apple", "zebra"]

    def test_without_scripts_the_form_comes_back_with_the_text(self, add, as_agent, path):
        add("Greeting", "<p>Good day {name}, about {number}.</p>")
        agent = as_agent()
        page = agent.get(path)
        form = page.forms["reply"]
        form["message"] = "First."
        tool = page.html.select("#tool option")[1]["value"]

        sent = [*form.submit_fields(), ("_tool", tool), ("refresh", "tool")]
        again = agent.post(form.action, sent).forms["reply"]

        number = path.rpartition("/")[2]
        assert again["message"].value == f"First.\n\nGood day Ana <Mora>, about {number}."
        assert "The answer is sent." in again.submit().follow()

    def test_scripts_are_given_it_with_names_filled_in_as_text(self, add, as_agent, path):
        add("Greeting", "<p>Good day {name}<script>x()</script></p>")
        agent = as_agent()
        tool = agent.get(path).html.select("#tool option")[1]["value"]

        html = agent.get(f"{path}/text?_tool={tool}").json["html"]

        assert html == "<p>Good day Ana &lt;Mora&gt;</p>"

    def test_where_it_is_off_there_is_no_list(self, add, as_agent, path, open_scope):
        add("Greeting", "<p>x</p>")
        with open_scope() as scope:
            switch_plugin(scope, "macros", on=False)

        assert as_agent().get(path).html.select("#tool") == []
