"""The admin's lists say what they did not heed, instead of looking as if all had matched."""

import pytest

from core.identity.services.accounts import create_account
from core.identity.services.contacts import add_contact

TOO_LONG = "Only the first 200 characters are searched for."
NO_WORD = "Write letters or digits."
NOT_OFFERED = "This choice is not offered here. Choose another one."
LEFT_OUT = "Part of this address is not known here and was left out."


@pytest.fixture
def admin(as_admin):
    return as_admin()


def told(page):
    return [one.get_text(strip=True) for one in page.html.select("main p.v-flash")]


@pytest.mark.parametrize(
    "path", ["/admin/people", "/admin/people/accounts", "/admin/organisation/wording"]
)
class TestWords:
    def test_signs_alone_find_nothing(self, admin, make_contact, open_scope, path):
        make_contact(first_name="Ana")
        with open_scope() as scope:
            create_account(scope, {"name": "Horizonte"})

        page = admin.get(path, {"text": "¿…?"})

        assert told(page) == [NO_WORD]
        assert not page.html.select("main tbody tr, form#wording")

    def test_what_is_cut_off_is_told(self, admin, path):
        assert told(admin.get(path, {"text": "ana " * 60})) == [TOO_LONG]
        assert told(admin.get(path, {"text": "ana"})) == []


class TestChoices:
    def test_a_kind_of_activity_that_is_not_there_is_told(self, admin):
        assert told(admin.get("/admin/audit", {"kind": "gone"})) == [NOT_OFFERED]
        assert told(admin.get("/admin/audit", {"kind": "case_created"})) == []

    def test_a_language_that_is_not_offered_is_told(self, admin):
        assert told(admin.get("/admin/organisation/wording", {"language": "xx"})) == [LEFT_OUT]


class TestSpellings:
    @pytest.mark.parametrize("typed", ["o’brien", "OBRIEN", "ana.obrien@", "(601) 555-1234"])
    def test_a_contact_is_found_by_any(self, admin, make_contact, open_scope, typed):
        with open_scope() as scope:
            add_contact(
                scope,
                {
                    "first_name": "Ana",
                    "last_name": "O'Brien",
                    "email": "ana.obrien@x.example",
                    "phone": "+57 601 555 1234",
                },
            )

        page = admin.get("/admin/people", {"text": typed})

        assert "O'Brien" in page.html.select_one("main tbody").get_text()
