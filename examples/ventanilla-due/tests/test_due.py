import pytest
from ventanilla_due import services

from core.tenancy.services import switch_plugin

NUMBERS = "#cases .v-row-link"
DUE = "#cases td[data-label='Due']"


@pytest.fixture
def ana(make_contact):
    return make_contact()


@pytest.fixture
def case(switched_on, make_case, ana, jobs):
    case = make_case(ana, subject="Lift")
    jobs.run()
    return case


@pytest.fixture
def desk(switched_on, as_agent):
    return as_agent()


@pytest.fixture
def later(clock, as_agent):
    """Let time pass, and sign in."""

    def later(**passed):
        clock.advance(**passed)
        return as_agent()

    return later


class TestClock:
    def test_it_starts_with_the_case(self, case, open_scope):
        with open_scope() as scope:
            due = services.due_times(scope, [case.id])

        assert (due[case.id] - case.created_at).total_seconds() == 48 * 3600

    def test_it_stops_with_it(self, case, change, open_scope):
        change(case, closed=True)

        with open_scope() as scope:
            assert services.due_times(scope, [case.id]) == {}

    def test_it_starts_anew_when_it_is_reopened(self, case, change, clock, open_scope):
        change(case, closed=True)
        clock.advance(days=3)
        change(case, closed=False)

        with open_scope() as scope:
            left = services.due_times(scope, [case.id])[case.id] - scope.now()
        assert 47 * 3600 < left.total_seconds() <= 48 * 3600

    def test_cases_of_earlier_get_theirs_when_it_is_switched_on(self, make_case, open_scope, jobs):
        case = make_case()
        with open_scope() as scope:
            switch_plugin(scope, "due", on=True)
        jobs.run()

        with open_scope() as scope:
            assert list(services.due_times(scope, [case.id])) == [case.id]


class TestLists:
    def test_the_column_says_when(self, desk, case, words):
        page = desk.get("/desk?view=all")

        assert len(words(page, f"{DUE} time")) == 1
        assert words(page, "#cases thead th")[4:6] == ["Priority", "Due"]

    def test_what_is_overdue_has_a_badge_in_lists_and_on_its_page(self, desk, case, later, words):
        assert words(desk.get("/desk?view=all"), ".c-badges") == []

        desk = later(days=3)

        assert words(desk.get("/desk?view=all"), ".c-badges") == ["Overdue"]
        assert "Overdue" in words(desk.get(f"/desk/cases/{case.number}"), ".c-head .v-badge")

    def test_the_view_has_what_is_overdue_and_counts_it(self, desk, case, later, words):
        assert words(desk.get("/desk?view=due.overdue"), NUMBERS) == []

        page = later(days=3).get("/desk?view=due.overdue")

        assert words(page, NUMBERS) == [str(case.number)]
        assert "Overdue 1" in words(page, ".d-views a")

    @pytest.mark.parametrize(
        ("passed", "state"),
        [
            ({"seconds": 1}, ""),
            ({"hours": 48, "seconds": -1}, "today"),
            ({"hours": 48, "seconds": 1}, "overdue"),
            ({"days": 30}, "overdue"),
        ],
    )
    def test_the_filter_finds_it_by_its_state(self, case, later, words, passed, state):
        desk = later(**passed)

        found = {
            one: words(desk.get(f"/desk?view=all&f-due.state={one}"), NUMBERS)
            for one in ("overdue", "today")
        }

        assert found == {"overdue": [], "today": []} | (
            {state: [str(case.number)]} if state else {}
        )

    @pytest.mark.usefixtures("case")
    def test_it_speaks_the_agents_language(self, later):
        page = later(days=3).get("/desk?view=due.overdue", headers={"Accept-Language": "de"})

        assert "Überfällig" in page

    def test_customers_see_nothing_of_it(self, case, ana, as_customer):
        page = as_customer(ana).get("/cases?tab=all")

        assert str(case.number) in page
        assert "Due" not in page

    @pytest.mark.usefixtures("case")
    def test_another_organisation_sees_nothing_of_it(self, as_agent, clock, make_case):
        make_case(slug="globex")
        clock.advance(days=3)

        assert "Overdue" not in as_agent(slug="globex").get("/desk?view=all")


class TestPostpone:
    def choose(self, desk, *cases):
        """Choose cases of the list as one does without scripts."""
        form = desk.get("/desk?view=all").forms["bulk"]
        numbers = {str(case.number) for case in cases}
        for box in form.fields["_case"]:
            box.checked = box._value in numbers
        return form.submit()

    def test_it_says_first_what_it_will_touch(self, desk, case, change, make_case, jobs, words):
        closed = make_case(subject="Door")
        jobs.run()
        change(closed, closed=True)

        page = self.choose(desk, case, closed)

        assert "This will be done to 1 case" in page
        assert "1 case stays as it is" in page
        assert words(page, ".d-bulk-cases li") == [
            f"{case.number} Lift",
            f"{closed.number} Door This case has no due time.",
        ]

    def test_it_does_it_and_can_be_undone(self, desk, case, open_scope):
        before = self.due(open_scope, case)
        form = self.choose(desk, case).forms["bulk"]
        form["hours"] = "5"
        page = form.submit("run")

        assert "Done for 1 case." in page
        assert (self.due(open_scope, case) - before).total_seconds() == 5 * 3600
        page.forms["undo"].submit().follow()
        assert self.due(open_scope, case) == before

    def test_it_asks_again_for_what_is_wrong(self, desk, case, open_scope):
        before = self.due(open_scope, case)
        form = self.choose(desk, case).forms["bulk"]
        form["hours"] = "0"

        form.submit("run", status=422)

        assert self.due(open_scope, case) == before

    def test_what_changed_since_is_not_undone(self, desk, case, open_scope):
        page = self.choose(desk, case).forms["bulk"].submit("run")
        self.choose(desk, case).forms["bulk"].submit("run")
        before = self.due(open_scope, case)

        page.forms["undo"].submit(expect_errors=True)

        assert self.due(open_scope, case) == before

    def test_who_may_not_is_not_offered_it(self, case, as_csr):
        csr = as_csr()

        assert "bulk" not in csr.get("/desk?view=all", status="*").forms
        csr.get(f"/desk/bulk?_action=due.postpone&_case={case.number}", status=404)

    def due(self, open_scope, case):
        with open_scope() as scope:
            return services.due_times(scope, [case.id])[case.id]
