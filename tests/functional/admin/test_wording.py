"""The tenant's own words: typed on their page, said everywhere from the next page on."""

import pytest

from core.admin.services.wording import name_of
from core.tenancy.services import read_document, save_document
from tests.support.pages import texts, words

PAGE = "/admin/organisation/wording"
# One in a form that is kept, one in a part that is remembered.
UPDATE, SIGN_OUT = name_of("Update"), name_of("Sign out")
NUMBERED = name_of("Case %(number)s")


@pytest.fixture
def admin(as_admin):
    return as_admin()


@pytest.fixture
def own(open_scope):
    """Read what the tenant says in its own words."""

    def own():
        with open_scope() as scope:
            return read_document(scope, "wording")

    return own


def search(admin, text, language="es"):
    return admin.get(PAGE, {"language": language, "text": text})


def say(page, *, status=303, **typed):
    """Type words into the fields named, without their leading sign, and save."""
    form = page.forms["wording"]
    for name, text in typed.items():
        form[name.removeprefix("_")] = text
    return form.submit("save", status=status)


def fields(page):
    return [tag["name"] for tag in page.html.select("#wording .form-control")]


class TestSay:
    @pytest.mark.req("D-05")
    def test_a_customer_sees_it_at_the_next_refresh_in_that_language_alone(
        self, admin, as_customer
    ):
        customer = as_customer()

        def buttons(language):
            customer.set_cookie("language", language)
            return texts(customer.get("/profile"), "button")

        assert {"Actualizar", "Cerrar sesión"} <= set(buttons("es"))

        page = say(search(admin, "actualizar"), **{f"_{UPDATE}": "Poner al día"}).follow()
        assert "Saved. It shows from the next page on." in words(page, "body")
        say(search(admin, "Sign out"), **{f"_{SIGN_OUT}": "Salir"})

        assert {"Poner al día", "Salir"} <= set(buttons("es"))
        assert {"Update", "Sign out"} <= set(buttons("en"))

    def test_it_is_text_and_no_html(self, admin, as_customer):
        customer = as_customer()
        customer.set_cookie("language", "es")

        say(search(admin, "Sign out"), **{f"_{SIGN_OUT}": "<b>Salir</b> & ya"})

        page = customer.get("/profile")
        assert "<b>Salir</b> & ya" in texts(page, "button")
        assert search(admin, "Sign out").forms["wording"][SIGN_OUT].value == "<b>Salir</b> & ya"

    def test_emptied_it_is_said_as_shipped_again(self, admin, own):
        say(search(admin, "Sign out"), **{f"_{SIGN_OUT}": "Salir"})
        say(search(admin, "Salir"), **{f"_{SIGN_OUT}": ""})

        assert own() == {}

    def test_the_record_tells_what_is_said_now(self, admin):
        say(search(admin, "Sign out"), **{f"_{SIGN_OUT}": "Salir"})

        row = admin.get("/admin/audit?kind=wording_changed").html.select_one("tbody tr").get_text()

        assert "Wording changed" in row
        assert "Language: Español" in row
        assert "“Cerrar sesión” is now “Salir”" in row

    def test_it_stays_on_its_page(self, admin):
        page = say(search(admin, "Sign out"), **{f"_{SIGN_OUT}": "Salir"}).follow()

        assert page.request.params["text"] == "Sign out"
        assert page.request.params["language"] == "es"


class TestRefusal:
    def test_a_lost_placeholder_is_explained_at_its_field_and_what_was_typed_is_kept(
        self, admin, own
    ):
        page = say(search(admin, "case"), status=422, **{f"_{NUMBERED}": "Asunto %(numero)s"})

        assert "has no %(numero)s" in words(page, f"#wording-{NUMBERED}-error")
        assert page.html.title.get_text().startswith("Error")
        assert page.forms["wording"][NUMBERED].value == "Asunto %(numero)s"
        assert own() == {}

        say(page, **{f"_{NUMBERED}": "Asunto %(number)s"})
        assert own() == {"es": {"Case %(number)s": "Asunto %(number)s"}}

    def test_what_somebody_else_changed_meanwhile_is_not_written_over_unseen(
        self, admin, as_admin, own
    ):
        mine = search(admin, "Sign out")
        say(search(as_admin(), "Sign out"), **{f"_{SIGN_OUT}": "Adiós"})

        page = say(mine, status=422, **{f"_{SIGN_OUT}": "Salir"})

        assert "Somebody else changed this to “Adiós”" in words(page)
        assert page.forms["wording"][SIGN_OUT].value == "Salir"
        say(page)
        assert own() == {"es": {"Sign out": "Salir"}}

    def test_a_form_sent_late_comes_back_with_what_was_typed(self, admin, own):
        page = search(admin, "Sign out")
        page.forms["wording"]["csrf_token"] = "x"

        page = say(page, status=422, **{f"_{SIGN_OUT}": "Salir"})

        assert page.forms["wording"][SIGN_OUT].value == "Salir"
        assert own() == {}

    def test_what_was_sent_comes_back_even_if_it_is_no_longer_among_the_changed(
        self, admin, open_scope
    ):
        with open_scope() as scope:
            save_document(scope, "wording", {"es": {"Sign out": "Salir"}})
        page = admin.get(PAGE, {"language": "es", "changed": "1"})
        with open_scope() as scope:
            save_document(scope, "wording", {})

        page = say(page, status=422, **{f"_{SIGN_OUT}": "Hasta luego"})

        assert page.forms["wording"][SIGN_OUT].value == "Hasta luego"


class TestFind:
    @pytest.mark.parametrize("text", ["Sign out", "cerrar sesion"])
    def test_it_finds_english_and_shipped_words(self, admin, text):
        page = search(admin, text)

        assert SIGN_OUT in fields(page)
        row = words(page, f"#wording-{SIGN_OUT}-field")
        assert row.startswith("Cerrar sesión Sign out · Core, Customer portal")

    def test_changed_only(self, admin):
        assert "No text of this language is changed." in words(
            admin.get(PAGE, {"language": "es", "changed": "1"})
        )
        say(search(admin, "Sign out"), **{f"_{SIGN_OUT}": "Salir"})

        assert fields(admin.get(PAGE, {"language": "es", "changed": "1"})) == [SIGN_OUT]
        assert fields(search(admin, "salir")) == [SIGN_OUT]
        assert fields(admin.get(PAGE, {"language": "de", "changed": "1"})) == []

    def test_nothing_found_says_so(self, admin):
        assert "No text is found by these words." in words(search(admin, "abracadabra"))

    def test_pages_lead_through_all_texts_and_back(self, admin):
        page = admin.get(PAGE, {"language": "es", "text": "case"})
        trail = [fields(page)]
        while page.html.select_one("a[rel=next]"):
            page = admin.get(page.html.select_one("a[rel=next]")["href"])
            trail.append(fields(page))
        seen = [name for names in trail for name in names]

        assert len(trail) > 2
        assert {len(names) for names in trail[:-1]} == {25}
        assert len(seen) == len(set(seen))
        assert f"to {len(seen)} of {len(seen)}" in words(page, ".v-pager")
        for names in reversed(trail[:-1]):
            page = admin.get(page.html.select_one("a[rel=prev]")["href"])
            assert fields(page) == names

    def test_it_begins_in_the_readers_language_and_offers_the_tenants(self, admin):
        page = admin.get(PAGE)

        assert page.html.h1.get_text() == "Wording: English"
        assert texts(page, "nav[aria-label=Languages] a")[:2] == ["Español", "English"]
        assert words(admin.get(PAGE, {"language": "tlh"}), "h1") == "Wording: English"

    def test_the_last_of_a_page_taken_back_leads_to_those_before(self, admin, open_scope):
        with open_scope() as scope:
            save_document(scope, "wording", {"es": {"Save": "Grabar", "Sign out": "Salir"}})
        query = {"language": "es", "changed": "1", "after": name_of("Save")}

        page = say(admin.get(PAGE, query), **{f"_{SIGN_OUT}": ""}).follow()

        assert fields(page) == [name_of("Save")]

    def test_a_page_that_begins_nowhere_is_not_found(self, admin):
        admin.get(PAGE, {"after": "x"}, status=404)


def test_an_agent_may_not_open_it(as_agent):
    as_agent().get(PAGE, status=404)
