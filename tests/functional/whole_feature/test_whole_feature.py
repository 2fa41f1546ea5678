"""A feature that is added as a plugin: every part of it in its place, on and off."""

import ast
from pathlib import Path

import pytest

LOANS = Path(__file__).parent / "loans"
PAGES = ("/x/loans", "/x/loans/new")


def tabs(page):
    return [link.get_text(strip=True) for link in page.html.select("nav.v-tabs a")]


@pytest.fixture
def lend(make_contact, make_case):
    """Lend a device as a case asks for, and return the case."""

    def lend(client):
        case = make_case(make_contact())
        form = client.get("/x/loans/new").forms["lend"]
        form["case"] = str(case.number)
        form.submit(status=303)
        return case

    return lend


class TestOn:
    @pytest.fixture(autouse=True)
    def _on(self, switch):
        switch(on=True)

    def test_its_page_stands_among_the_others_of_its_section(self, as_admin):
        admin = as_admin()

        page = admin.get("/x/loans")

        assert "A loan lasts 14 days." in page
        assert tabs(page) == tabs(admin.get("/admin/organisation"))
        assert set(tabs(page)) > {"Organisation", "Settings", "Devices on loan"}
        assert page.html.select_one("nav.v-tabs [aria-current]").get_text() == "Devices on loan"

    def test_the_menu_leads_to_the_section_and_marks_it(self, as_admin):
        page = as_admin().get("/x/loans")

        marked = page.html.select(".v-menu-list [aria-current=page]")
        assert {one.get_text(strip=True) for one in marked} == {"Organisation"}

    def test_its_setting_has_a_form_and_counts_at_once(self, as_admin):
        admin = as_admin()
        form = admin.get("/admin/settings/loans").forms["settings"]
        form["days"] = "3"
        form.submit("save", status=303)

        assert "A loan lasts 3 days." in admin.get("/x/loans")

    def test_its_permission_lets_in_whose_role_has_it(self, as_csr, as_agent):
        page = as_csr().get("/x/loans")

        assert "A loan lasts" in page
        assert "Lend a device" in page
        assert tabs(page) == []  # of the section's pages, they may open no other
        agent = as_agent()
        assert "Lend a device" not in agent.get("/desk")
        for path in PAGES:
            agent.get(path, status=404)

    def test_what_it_does_is_on_record_in_its_words(self, as_csr, as_admin, as_agent, lend, jobs):
        case = lend(as_csr())
        jobs.run()

        record = as_admin().get("/admin/audit?kind=loans.lent")
        tab = as_agent().get(f"/desk/cases/{case.number}?tab=activity")

        assert "Device: a telephone · For: 14 days" in record
        assert "Device lent" in tab
        assert "Device: a telephone · For: 14 days" in tab
        assert "Return of a device asked for" in tab


class TestOff:
    def test_there_is_nothing_of_it(self, as_admin):
        admin = as_admin()

        for path in (*PAGES, "/admin/settings/loans"):
            admin.get(path, status=404)
        page = admin.get("/admin/organisation")
        assert "Devices on loan" not in page
        assert "Lend a device" not in page
        assert "Device lent" not in admin.get("/admin/audit")

    def test_what_it_did_stays_on_record_in_its_words(self, switch, as_csr, as_admin, lend):
        switch(on=True)
        lend(as_csr())
        switch(on=False)

        record = as_admin().get("/admin/audit")

        assert "Device lent" in record.html.select_one("tbody").get_text()
        assert "Device: a telephone · For: 14" in record
        assert "loans.lent" not in [one["value"] for one in record.html.select("#kind option")]


class TestItself:
    def test_it_knows_nothing_of_the_core_but_the_api(self):
        known = {
            node.module
            for path in LOANS.glob("*.py")
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom)
        }

        ours = {name for name in known if name.startswith("core")}
        assert ours == {"core.plugin.api", "core.plugin.api.cases"}
