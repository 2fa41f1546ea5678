"""The pages that a plugin gets for its own small table."""

import pytest
from sqlalchemy import select

from core.activity.models import Activity
from core.db.base import new_id
from core.tenancy.services import switch_plugin
from tests.functional.tables.shelf import plugin
from tests.functional.tables.shelf.models import Book, Loan

PAGE = "/x/shelf/books"


@pytest.fixture(scope="session")
def extra_plugins():
    return (plugin,)


@pytest.fixture
def admin(as_admin):
    return as_admin()


@pytest.fixture
def make_book(open_scope):
    def make(title, slug="acme"):
        with open_scope(slug) as scope:
            book = Book(
                id=new_id(),
                tenant_id=scope.tenant_id,
                title=title,
                language="en",
                pages=7,
                is_lent=False,
                shouted=title.upper(),
            )
            scope.session.add(book)
            return book.id

    return make


@pytest.fixture
def books(open_scope):
    def read(slug="acme"):
        with open_scope(slug) as scope:
            rows = scope.session.scalars(select(Book).order_by(Book.title))
            return {row.title: (row.language, row.pages, row.is_lent, row.shouted) for row in rows}

    return read


def titles(page):
    return [cell.get_text() for cell in page.html.select("tbody th")]


def words(response):
    return " ".join(response.html.get_text(" ").split())


def add(admin, title, **more):
    form = admin.get(f"{PAGE}/new").forms["row"]
    form["title"] = title
    form["language"] = "es"
    for name, value in more.items():
        form[name] = value
    return form.submit("save", status="*")


class TestAdding:
    def test_a_row_is_added_and_listed_in_words(self, admin, books):
        assert "There are no entries yet." in words(admin.get(PAGE))

        page = add(admin, "Don Quijote", pages="900", is_lent=True).follow()

        assert books() == {"Don Quijote": ("es", 900, True, "DON QUIJOTE")}
        cells = [cell.get_text() for cell in page.html.select("tbody tr > *")]
        assert cells == ["Don Quijote", "Spanish", "Yes"]

    def test_a_mistake_is_explained_and_kept(self, admin, books):
        page = add(admin, "Don Quijote", pages="many")

        assert page.status_int == 422
        assert page.forms["row"]["title"].value == "Don Quijote"
        assert books() == {}

    def test_what_is_unique_stays_so(self, admin, books):
        add(admin, "Emma")
        page = add(admin, "Emma", pages="3")

        assert "There is an entry like this already." in words(page)
        assert len(books()) == 1

    def test_the_plugin_may_refuse(self, admin, books):
        page = add(admin, "Forbidden")

        assert page.html.find(id="row-title-error").get_text(strip=True) == "Not this one."
        assert books() == {}

    def test_it_is_recorded(self, admin, open_scope):
        add(admin, "Emma")

        with open_scope() as scope:
            query = select(Activity.data).where(Activity.kind == "shelf.changed")
            assert scope.session.scalars(query).all() == [{"name": "Emma", "done": "added"}]


class TestEditing:
    def test_a_row_is_changed(self, admin, make_book, books):
        make_book("Emma")
        form = admin.get(PAGE).click("Emma").forms["row"]
        assert (form["title"].value, form["pages"].value) == ("Emma", "7")
        form["pages"] = "8"
        form.submit("save").follow()

        assert books()["Emma"] == ("en", 8, False, "EMMA")

    def test_two_who_change_different_things_lose_nothing(self, admin, as_admin, make_book, books):
        address = f"{PAGE}/{make_book('Emma')}"
        first, second = (one.get(address).forms["row"] for one in (admin, as_admin()))
        first["pages"], second["is_lent"] = "8", True
        first.submit("save").follow()
        second.submit("save", status=422).forms["row"].submit("save").follow()

        assert books()["Emma"] == ("en", 8, True, "EMMA")

    @pytest.mark.parametrize("key", ["nothing", "0", "0" * 32])
    def test_what_is_not_there_is_not_found(self, admin, key):
        admin.get(f"{PAGE}/{key}", status=404)


class TestDeleting:
    def test_it_asks_first(self, admin, make_book, books):
        address = f"{PAGE}/{make_book('Emma')}"
        question = admin.get(address).forms["delete"].submit()
        assert "Delete “Emma”?" in words(question)
        assert "Emma" in books()

        page = question.forms["confirm"].submit().follow()

        assert "“Emma” is deleted." in words(page)
        assert books() == {}

    def test_what_others_refer_to_stays(self, admin, make_book, books, open_scope):
        book_id = make_book("Emma")
        with open_scope() as scope:
            scope.session.add(Loan(id=new_id(), tenant_id=scope.tenant_id, book_id=book_id))
        question = admin.get(f"{PAGE}/{book_id}").forms["delete"].submit()

        answer = question.forms["confirm"].submit(status="*")

        assert "it is used elsewhere" in answer.text
        assert "Emma" in books()

    def test_it_needs_a_token(self, admin, make_book, books):
        admin.post(f"{PAGE}/{make_book('Emma')}/delete", {"_confirmed": "yes"}, status=400)

        assert "Emma" in books()


class TestListing:
    def test_it_goes_on_by_key_in_the_order_of_names(self, admin, make_book):
        for number in range(60):
            make_book(f"{'abcdef'[number % 6]}{'ABCDEF'[number // 10]}{number:02}")

        first = admin.get(PAGE)
        second = first.click("Next")

        found = titles(first) + titles(second)
        assert (len(titles(first)), len(found)) == (50, 60)
        assert found == sorted(found, key=str.lower)
        assert not second.html.select("[rel=next]")

    @pytest.mark.parametrize("after", ["nonsense", "0" * 32])
    def test_a_place_that_is_none_is_harmless(self, admin, make_book, after):
        make_book("Emma")

        assert admin.get(f"{PAGE}?after={after}", status="*").status_int in (200, 404)

    def test_what_people_wrote_is_text(self, admin, make_book):
        make_book("<script>alert(1)</script>")

        page = admin.get(PAGE)
        assert "<script>alert" not in page
        address = page.html.select_one(".v-row-link")["href"]
        assert "<script>alert" not in admin.get(address).text


class TestWhoMay:
    def test_staff_without_the_permission_find_nothing(self, as_agent, as_csr, make_book):
        address = f"{PAGE}/{make_book('Emma')}"
        for path in (PAGE, f"{PAGE}/new", address):
            as_agent().get(path, status=404)
        assert "Emma" in as_csr().get(PAGE)

    def test_customers_find_nothing(self, as_customer):
        assert "/staff/login" in as_customer().get(PAGE, status=303).location

    def test_another_organisations_rows_are_not_there(self, as_admin, make_book, books):
        theirs = make_book("Theirs", slug="globex")
        admin = as_admin()

        assert "Theirs" not in admin.get(PAGE)
        admin.get(f"{PAGE}/{theirs}", status=404)
        token = admin.get(f"{PAGE}/new").forms["row"]["csrf_token"].value
        sent = {"csrf_token": token, "_confirmed": "yes", "title": "Mine"}
        admin.post(f"{PAGE}/{theirs}/delete", sent, status=404)
        admin.post(f"{PAGE}/{theirs}", sent, status=404)
        assert "Theirs" in books("globex")

    def test_a_section_of_its_own_stands_in_the_menu(self, admin, as_agent):
        page = admin.get("/x/shelf/books")

        titles = [one.get_text(strip=True) for one in page.html.select(".v-menu-list a")]
        assert titles.index("People") < titles.index("Library") < titles.index("Plugins")
        (marked,) = {one["href"] for one in page.html.select(".v-menu-list [aria-current=page]")}
        assert marked.endswith("/x/shelf/books")
        assert "Library" not in as_agent().get("/desk")

    def test_nothing_is_there_while_the_plugin_is_off(self, admin, open_scope):
        with open_scope() as scope:
            switch_plugin(scope, "shelf", on=False)

        admin.get(PAGE, status=404)
