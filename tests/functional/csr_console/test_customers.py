"""Finding customers: by what, narrowed how, and back again."""

import pytest

from core.identity.services.accounts import change_account, get_account, remove_membership
from core.identity.services.contacts import get_contact
from core.identity.services.locks import lock_person, unlock_person
from core.testing.cases import actor_of
from plugins.csr_console.services.index import index_customers
from plugins.csr_console.services.interactions import begin, raise_level


@pytest.fixture
def house(ana, make_contact, make_account):
    """Ana has two meters in a house, and her neighbour one; Bruno has none anywhere."""
    neighbour = make_contact(
        first_name="José", last_name="Müller", email="jose@mail.example", phone="809-555-0100"
    )
    make_contact(first_name="Bruno", last_name="Rey", email="bruno@mail.example")
    for number, member in (("AC-100-21", ana), ("AC-100-22", ana), ("AC-100-23", neighbour)):
        make_account(
            name=f"Meter {number[-2:]}",
            number=number,
            members={member: {"is_primary": True}},
            custom={
                "service_address": f"2172 Elm Street, flat {number[-1]}",
                "billing_address": "PO Box 77",
                "district": "North" if member is ana else "South",
            },
        )
    return neighbour


@pytest.fixture
def find(console, house):
    """Return (name, account) of each row that a search shows."""

    def find(text="", **query):
        page = console.get("/customers", {"text": text, **query})
        return [
            tuple(
                row.select_one(f"[data-label='{label}'] bdi").get_text()
                for label in ("Name", "Account number")
            )
            for row in page.html.select("#customers tbody tr")
        ]

    return find


@pytest.fixture
def rows(console, house):
    """Return what each row says that a search shows."""

    def rows(text="", **query):
        page = console.get("/customers", {"text": text, **query})
        return [row.get_text(" ", strip=True) for row in page.html.select("#customers tbody tr")]

    return rows


class TestKeys:
    @pytest.mark.req("BE-05")
    @pytest.mark.parametrize(
        "typed",
        ["jose@mail", "Jose", "MULLER", "Mueller", "AC 100 23", "ac10023", "flat 3", "809 5550100"],
    )
    def test_one_box_finds_by_each_key(self, find, typed):
        assert [name for name, _account in find(typed)] == ["José Müller"]

    @pytest.mark.req("BE-05")
    def test_a_person_id_and_a_billing_address_find_too(self, find, house):
        assert [name for name, _account in find(house.identifier)] == ["José Müller"]
        assert len(find("po box 77")) == 3

    @pytest.mark.req("BE-06")
    def test_a_part_finds_all_accounts_of_the_house(self, find, console):
        assert [name for name, _ in find("2172")] == ["José Müller", "Ana Mora", "Ana Mora"]
        form = next(one for one in console.get("/customers").forms.values() if "text" in one.fields)
        form["text"] = "217"
        assert form.submit().text.count("<mark>217</mark>") == 3

    def test_too_little_is_said_to_be_so(self, console, find):
        assert find("an") == []
        assert "Type three characters" in console.get("/customers?text=an")

    def test_who_has_no_account_has_a_row(self, find):
        assert find("bruno rey") == [("Bruno Rey", "–")]


class TestMatches:
    def test_a_row_says_which_field_it_is_found_by(self, rows):
        (row,) = rows("mueller 77")
        assert "Found by: Name · Billing address PO Box 77" in row

    def test_what_callers_are_asked_for_is_masked_until_they_are_checked(
        self, rows, house, clara, open_scope
    ):
        (row,) = rows("5550100")
        assert "Telephone •••••00" in row
        assert "AC-100-23" not in row
        assert "•••••23" in row

        with open_scope("acme", actor=actor_of(clara, "csr_console:use")) as scope:
            raise_level(scope, begin(scope, house.id, "mails"), 1)

        (row,) = rows("5550100")
        assert "Telephone 809- 555-0100" in row
        assert "AC-100-23" in row


class TestFilters:
    @pytest.mark.req("BE-07")
    def test_a_district_narrows(self, find, console):
        page = console.get("/customers")
        assert [one.get_text() for one in page.html.select("#district option")] == [
            "All districts",
            "North",
            "South",
        ]
        assert find("2172", _district="South") == [("José Müller", "•••••23")]
        assert len(find(_district="North")) == 2

    @pytest.mark.req("BE-08")
    @pytest.mark.req("BE-09")
    def test_statuses_that_are_ticked_are_included(
        self, console, find, words, ana, house, make_contact, open_scope
    ):
        make_contact(first_name="Zoe", last_name="Out", portal_user=False)
        make_contact(first_name="Hedy", last_name="Hid", hidden=True)
        with open_scope() as scope:
            lock_person(scope, get_contact(scope, house.id), "permanent", "misuse")
        boxes = words(console.get("/customers"), ".cc-filter")
        for title in ("Filter Customer Results", "Enrolled", "Unenrolled", "Permanent lock"):
            assert title.casefold() in boxes.casefold()

        def names(*statuses):
            return [name for name, _account in find(_filtered="1", status=list(statuses))]

        assert names("not_enrolled") == ["Zoe Out"]
        assert names("permanently_locked", "hidden") == ["Hedy Hid", "José Müller"]
        assert "José Müller" not in names("enrolled")
        assert names() == []
        with open_scope() as scope:
            unlock_person(scope, get_contact(scope, house.id), "restored")
        assert "José Müller" in names("enrolled")

    @pytest.mark.req("BE-10")
    def test_a_green_circle_marks_who_is_enrolled_and_view_opens_the_console(
        self, console, house, open_scope
    ):
        with open_scope() as scope:
            lock_person(scope, get_contact(scope, house.id), "temporary", "misuse")
        page = console.get("/customers?text=2172")
        enrolled = [bool(row.select(".cc-enrolled")) for row in page.html.select("tbody tr")]
        assert enrolled == [False, True, True]
        assert "José Müller" in page.click("View.*Müller").html.h1.get_text()


class TestPlace:
    @pytest.mark.req("BE-12")
    def test_filters_and_page_stand_in_the_address(self, console, find, make_contact):
        for number in range(30):
            make_contact(first_name="Carla", last_name=f"Page {number:02}")
        first = console.get("/customers?text=carla&_filtered=1&status=enrolled")
        second = first.click("Next")
        assert [len(page.html.select("tbody tr")) for page in (first, second)] == [25, 5]
        assert "text=carla" in second.request.url
        assert second.html.select_one("#text")["value"] == "carla"
        empty = second.click("View", index=0).click("All Customers")
        assert empty.html.select_one("#text")["value"] == ""


class TestTruth:
    def test_changes_are_found_at_once(self, find, ana, make_account, open_scope):
        account = make_account(members={ana: {}}, number="ZZ-9")
        with open_scope() as scope:
            change_account(scope, get_account(scope, account.id), {"number": "YY-77"})
        assert find("zz9") == []
        assert find("yy77") == [("Ana Mora", "•••••77")]
        with open_scope() as scope:
            remove_membership(scope, ana.id, account.id)
        assert find("yy77") == []

    def test_written_anew_all_is_as_it_was(self, find, open_scope):
        before = find("2172")
        with open_scope() as scope:
            assert index_customers(scope) is None
        assert find("2172") == before

    def test_a_page_asks_little(self, console, house, queries):
        url = "/customers?text=2172&_district=North&_filtered=1&status=enrolled"
        console.get(url)
        queries.clear()
        console.get(url)
        assert len(queries) <= 8
