"""A session ends before a form is sent that is drawn by hand: what was typed is back."""

import pytest

from core.testing.people import PASSWORD
from tests.support.pages import words


@pytest.fixture
def eva(make_staff):
    return make_staff(roles=["admin"], email="eva@acme.example")


@pytest.fixture
def admin(as_admin, eva):
    return as_admin(eva)


@pytest.fixture
def bare(admin):
    """Return a form that is a button by itself, and the address of its page."""
    pages = {
        "switch-portal": "/admin/plugins",
        "fields": "/admin/fields/case",
        "versions": "/admin/fields/case/versions",
    }

    def open_form(name):
        page = admin.get(pages[name])
        return page.forms[name], pages[name]

    return open_form


def url(browser, path):
    return f"http://{browser.extra_environ['HTTP_HOST']}{path}"


def sign_in(page):
    form = next(one for one in page.forms.values() if "password" in one.fields)
    form["name"], form["password"] = "eva@acme.example", PASSWORD
    return form.submit("sign_in", status=303)


@pytest.mark.parametrize("name", ["switch-portal", "fields", "versions"])
class TestBareButtons:
    def test_who_signs_in_is_back_on_the_page_and_told_why(self, admin, bare, name):
        form, path = bare(name)
        admin.reset()

        door = form.submit(headers={"Referer": url(admin, path)}, status=303).follow()

        assert "Your session has expired. Sign in to go on where you were." in words(door)
        assert sign_in(door).location.endswith(path)

    def test_a_browser_that_names_no_page_is_led_to_one_all_the_same(self, admin, bare, name):
        form, _path = bare(name)
        admin.reset()

        door = form.submit(status=303).follow()

        assert "Your session has expired" in words(door)
        assert sign_in(door).follow().status_int in (200, 303)

    def test_a_page_of_an_earlier_session_leads_back_to_itself(self, admin, bare, name):
        form, path = bare(name)
        form["csrf_token"] = "x"

        page = form.submit(headers={"Referer": url(admin, path)}, status=400)

        assert "it was not accepted. Open the page again" in words(page)
        assert "your browser" not in words(page)
        back = page.html.find("a", string="Back to the page")
        assert back["href"] == path


class TestNoteOfAVersion:
    @pytest.fixture
    def review(self, admin):
        """Return the page where a draft is published."""
        form = admin.get("/admin/fields/case/subject").forms["field"]
        form["label_en"] = "In one line"
        form.submit("save").follow()
        return lambda: admin.get("/admin/fields/case/review")

    def test_it_is_back_after_signing_in_and_gone_once_sent(self, admin, review):
        form = review().forms["publish-case"]
        form["note"] = "As the board wished"
        admin.reset()

        referer = {"Referer": url(admin, "/admin/fields/case/review")}
        door = form.submit(headers=referer, status=303).follow()
        back = sign_in(door).follow()

        assert "Your text is saved" in words(door)
        assert back.forms["publish-case"]["note"].value == "As the board wished"
        assert "Your text is back" in words(back, "[data-v-waiting]")
        back.forms["publish-case"].submit(status=303)
        assert "As the board wished" in words(admin.get("/admin/fields/case/versions"))
        assert not review().html.select("[data-v-waiting]")

    def test_it_can_be_thrown_away(self, admin, review):
        form = review().forms["publish-case"]
        form["note"] = "Not so"
        admin.reset()
        referer = {"Referer": url(admin, "/admin/fields/case/review")}
        back = sign_in(form.submit(headers=referer, status=303).follow()).follow()

        again = back.forms["publish-case"].submit("_draft_discard", status=303).follow()

        assert again.forms["publish-case"]["note"].value == ""
