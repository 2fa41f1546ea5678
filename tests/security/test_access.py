"""Who may open what: every page, every kind of visitor, as ``access.txt`` says."""

import pytest

from tests.security.access import (
    DENIALS,
    ENDINGS,
    ROLES,
    ask,
    in_order,
    open_for,
    read_table,
    views_of,
    word_for,
)

LINES = read_table()
LEAD_TO_THE_DOOR = ("portal.sign_out", "core.staff_sign_out")  # having done what was asked
# Pages of staff that every member of staff may open, whatever their role.
FOR_ALL_STAFF = {
    "core.staff_home",
    "core.staff_sign_out",
    "core.staff_profile",
    "core.staff_security",
    "core.staff_session",
    "core.staff_file",
    "core.admin_home",
    "core.undo",  # what is to be undone says who may
}


class TestTable:
    def test_it_names_every_view(self, registry):
        named = {(line.route, line.method) for line in LINES}

        assert views_of(registry) - named == set()

    def test_it_names_nothing_else(self, registry):
        named = {(line.route, line.method) for line in LINES}

        assert named - views_of(registry) == set()

    def test_every_route_has_a_view(self, registry):
        assert {line.name for line in LINES} == set(registry.routes.audiences)

    def test_every_page_of_the_staff_asks_for_a_permission(self, registry):
        asking = {
            entry["introspectable"]["route_name"]
            for entry in registry.introspector.get_category("views")
            for related in entry["related"]
            if not entry["introspectable"]["exception_only"]
            if related.category_name == "permissions" and related["value"] != "enter"
        }
        staff = {
            name for name, audience in registry.routes.audiences.items() if audience == "staff"
        }

        assert staff - asking == FOR_ALL_STAFF


def without_refusals(tables):
    """Leave out what the console records on purpose: what was refused, as nobody was checked."""
    return {
        name: [row for row in rows if "csr_console.refused" not in row]
        for name, rows in tables.items()
    }


@pytest.mark.parametrize("role", ROLES)
class TestVisitor:
    def test_they_are_answered_as_the_table_says(
        self, role, registry, browsers, acme, globex, address_of
    ):
        wrong = {}
        visits = open_for(role, browsers, acme, globex)
        for line in in_order(LINES):
            if line.name in ENDINGS:
                visits = open_for(role, browsers, acme, globex)
            browser = visits[registry.routes.audiences[line.name]]
            browser.start()
            answer = word_for(ask(browser, line, address_of(acme, line.route)))
            if answer != line.answers[role]:
                wrong[str(line)] = answer

        assert wrong == {}

    def test_looking_and_being_denied_leave_no_trace(
        self, role, registry, browsers, acme, globex, address_of, rows
    ):
        visits = open_for(role, browsers, acme, globex)
        before = without_refusals(rows.read())

        for line in LINES:
            is_denied = line.answers[role] in DENIALS and line.name not in LEAD_TO_THE_DOOR
            if line.method == "GET" or is_denied:
                browser = visits[registry.routes.audiences[line.name]]
                browser.start()
                ask(browser, line, address_of(acme, line.route))

        assert without_refusals(rows.read()) == before
