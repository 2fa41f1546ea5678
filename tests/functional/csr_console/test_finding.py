"""Finding customers by the index of words, when the newest ones do not fill the page."""

import pytest
from sqlalchemy import select

from plugins.csr_console.models import Customer
from plugins.csr_console.services import finding
from plugins.csr_console.services.searching import Wanted, mark, search_customers

SIZE = "plugins.csr_console.services.searching.SIZE"


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Few rows are looked at before the index is asked, and a bucket and a page are small."""
    monkeypatch.setattr(finding, "SCAN", 2)
    monkeypatch.setattr(finding, "BUCKET", 3)
    monkeypatch.setattr("plugins.csr_console.services.index.BUCKET", 3)
    monkeypatch.setattr(SIZE, 4)


@pytest.fixture
def people(make_contact, make_account):
    """Thirty people: each third one is called Rosa, and each fifth one has two homes."""
    for number in range(30):
        contact = make_contact(
            first_name="Olga" if number % 3 else "Rosa", last_name=f"Row {number:02}"
        )
        for home in range(2 if number % 5 == 0 else 0):
            district = "East" if number < 12 else "West"
            make_account(
                number=f"H{number:02}{home}", members={contact: {}}, custom={"district": district}
            )


@pytest.fixture
def all_pages(scope, people):
    """Return the names of all pages of a search, and how many each page has."""

    def all_pages(text, **narrowed):
        names, sizes, after = [], [], ""
        while True:
            page = search_customers(scope, Wanted(text=text, after=after, **narrowed))
            names += [row.name for row in page.rows]
            sizes.append(len(page.rows))
            after = page.next_key
            if not after:
                return names, sizes

    return all_pages


def rows(*numbers, first="Rosa"):
    """Return the names of rows: those with two homes stand there twice."""
    homes = {number: 2 if number % 5 == 0 else 1 for number in numbers}
    return [f"{first} Row {number:02}" for number in numbers for _home in range(homes[number])]


class TestIndex:
    def test_pages_of_words_have_everybody_once_the_newest_first(self, all_pages):
        names, sizes = all_pages("rosa")
        assert names == rows(27, 24, 21, 18, 15, 12, 9, 6, 3, 0)
        assert sizes == [4, 4, 4]

    def test_each_word_has_to_match(self, all_pages):
        assert all_pages("rosa row 15")[0] == rows(15)
        assert all_pages("rosa xanthippe")[0] == []

    def test_filters_hold_for_what_the_index_finds(self, all_pages):
        assert all_pages("rosa", district="East")[0] == rows(0)
        assert all_pages("row", district="East", statuses=("enrolled",))[0] == [
            *rows(10, 5, first="Olga"),
            *rows(0),
        ]
        assert all_pages("rosa", statuses=("hidden",))[0] == []

    def test_without_words_all_are_listed(self, all_pages):
        names, _sizes = all_pages("")
        assert len(names) == 36
        assert all_pages("", district="West", statuses=("enrolled", "hidden"))[0] == [
            *rows(25, 20, first="Olga"),
            *rows(15),
        ]


class TestPlans:
    @pytest.mark.parametrize(
        ("conditions", "index"),
        [
            ({}, "place"),
            ({"status": "hidden"}, "status"),
            ({"district": "East"}, "district"),
            ({"district": "East", "status": "hidden"}, "both"),
        ],
    )
    def test_an_index_gives_each_list_in_its_order(self, plan_of, scope, conditions, index):
        query = (
            select(Customer.id)
            .where(Customer.tenant_id == scope.tenant_id)
            .filter_by(**conditions)
            .order_by(Customer.number.desc(), Customer.account_id.desc())
            .limit(26)
        )
        plan = plan_of(query)
        assert f"ix_csr_console_customer_{index}" in plan
        assert "Sort" not in plan
        assert "TEMP B-TREE" not in plan


class TestMark:
    @pytest.mark.parametrize(
        ("text", "word", "marked"),
        [
            ("Elm Street 2172", "2172", ["2172"]),
            ("AC-100-21", "ac10021", ["AC-100-21"]),
            ("(809) 555 0100", "8095550100", ["809) 555 0100"]),
            ("José Müller", "muller", ["Müller"]),
            ("José Müller", "jose", ["José"]),
            ("Diana Arce", "aar", ["Diana Arce"]),
        ],
    )
    def test_what_was_typed_is_marked_however_it_is_written(self, text, word, marked):
        assert [part for part, is_marked in mark(text, [(word,)]) if is_marked] == marked
