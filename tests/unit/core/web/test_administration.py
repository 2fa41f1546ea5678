"""Which pages of the administration somebody sees."""

from types import SimpleNamespace

import pytest

from core.plugin.contributions import AdminPage
from core.web.administration import first_pages

CONTACTS = AdminPage(title="Contacts", route="core.people", section="people", permission="read")
STAFF = AdminPage(title="Staff", route="core.staff_list", section="people", permission="manage")
OURS = AdminPage(
    title="Members",
    route="club.members",
    section="people",
    permission="club:use",
    replaces="core.people",
)


@pytest.fixture
def first():
    def first(*permissions, pages=(CONTACTS, STAFF, OURS), **given):
        hooks = SimpleNamespace(
            admin_pages={"people": pages},
            admin_pages_by_route={page.route: page for page in pages},
        )
        actor = SimpleNamespace(may=permissions.__contains__)
        found = first_pages(SimpleNamespace(hooks=hooks, actor=actor), **given)
        return [page.title for page in found.values()]

    return first


class TestReplacing:
    def test_a_page_stands_in_the_place_of_another(self, first):
        assert first("read", "club:use") == ["Members"]

    def test_who_may_not_open_it_keeps_the_other(self, first):
        assert first("read") == ["Contacts"]

    def test_an_entry_of_the_menu_stands_in_the_place_of_a_page(self, first):
        assert first("read", replaced={"core.people"}) == []
        assert first("read", "manage", replaced={"core.people"}) == ["Staff"]
