"""Doing something to several cases of the desk's list at once."""

import pytest
from sqlalchemy import select

from core.cases.models import Case
from core.errors import Refused

LISTED = ".d-bulk-cases li"


@pytest.fixture
def choose(desk):
    """Choose cases in the list, as one does without scripts, and go on."""

    def choose(*cases):
        form = desk.get("/desk?view=all").forms["bulk"]
        for box in form.fields["_case"]:
            box.checked = box._value in {str(case.number) for case in cases}
        return form.submit()

    return choose


@pytest.fixture
def subjects(open_scope):
    def read():
        with open_scope() as scope:
            return set(scope.session.scalars(select(Case.subject)))

    return read


SHORT, LONG = "Lift", "The lift in the north hall is loud"


class TestTheList:
    @pytest.mark.usefixtures("short", "long")
    def test_each_row_has_a_box_with_a_name(self, desk, words, short):
        page = desk.get("/desk?view=all")

        boxes = page.html.select("#cases tbody input[type=checkbox]")
        assert len(boxes) == 2
        assert boxes[1]["aria-label"] == f"Choose case {short.number}"
        assert "With the chosen cases of this page" in words(page, "#bulk label")

    @pytest.mark.usefixtures("short")
    def test_there_are_none_where_nothing_can_be_done(self, as_csr, desk, switch, words):
        switch(on=False)

        page = desk.get("/desk?view=all")

        assert page.html.select("#cases input") == []
        assert words(page, "#cases thead th")[0] == "No."
        assert "bulk" not in page.forms


class TestSayingFirst:
    def test_it_says_what_it_will_touch_and_touches_nothing(
        self, choose, words, subjects, short, long
    ):
        page = choose(short)

        assert "This will be done to 1 case" in page
        assert words(page, LISTED) == [f"{short.number} {SHORT}"]
        assert subjects() == {SHORT, LONG}

    def test_it_says_what_it_will_not_touch_and_why(self, choose, words, misbehave, short, long):
        misbehave("skips", lambda ids: {short.id: "<b>Too short</b>"})

        page = choose(short, long)

        assert words(page, LISTED) == [
            f"{long.number} {LONG}",
            f"{short.number} {SHORT} <b>Too short</b>",
        ]

    @pytest.mark.parametrize("answer", [42, {"x": 42}])
    def test_nothing_is_touched_if_that_can_not_be_asked(self, choose, misbehave, answer, short):
        misbehave("skips", lambda ids: {ids[0]: 42} if answer != 42 else 42)

        page = choose(short)

        assert "There is no case to do this to." in page
        assert "bulk" not in page.forms

    def test_without_a_case_it_says_so(self, choose, short):
        assert "There is no case to do this to." in choose()

    def test_other_cases_are_passed_over(self, desk, make_case, short, words):
        for _number in range(3):
            foreign = make_case(slug="globex", subject="Theirs")

        page = desk.get(
            f"/desk/bulk?_action=size.shout&_case={foreign.number}&_case=x&_case={10**17}"
        )

        assert "Theirs" not in page
        assert words(page, LISTED) == []

    @pytest.mark.parametrize("action", ["", "size.nothing", "size.length", "x" * 5000])
    def test_unknown_actions_are_not_there(self, desk, short, action):
        desk.get(f"/desk/bulk?_action={action}&_case={short.number}", status=404)

    def test_who_may_not_change_cases_finds_nothing(self, as_csr, short):
        as_csr().get(f"/desk/bulk?_action=size.shout&_case={short.number}", status=404)

    def test_off_it_is_gone(self, desk, switch, short):
        switch(on=False)

        desk.get(f"/desk/bulk?_action=size.shout&_case={short.number}", status=404)


class TestDoingIt:
    def test_it_is_done_to_each_chosen_case(self, choose, subjects, words, short, long):
        page = choose(short, long).forms["bulk"].submit("run")

        assert "Done for 2 cases." in page
        assert subjects() == {SHORT.upper(), LONG.upper()}

    @pytest.mark.parametrize(
        ("misdeed", "reason"),
        [
            (Refused("Not <i>this</i> one."), "Not <i>this</i> one."),
            (RuntimeError("broken"), "This does not work just now."),
        ],
    )
    def test_one_that_is_refused_or_fails_stays_as_it_was(
        self, choose, subjects, words, misbehave, short, long, misdeed, reason
    ):
        def act(number):
            if number == short.number:
                raise misdeed
            return "before"

        misbehave("run", act)
        page = choose(short, long).forms["bulk"].submit("run")

        assert "Done for 1 case." in page
        assert words(page, LISTED) == [f"{short.number} {SHORT} {reason}", f"{long.number} {LONG}"]
        assert subjects() == {SHORT, LONG.upper()}

    def test_what_can_not_be_stored_for_undoing_is_a_failure(
        self, choose, subjects, misbehave, short
    ):
        misbehave("run", lambda _number: object())

        page = choose(short).forms["bulk"].submit("run")

        assert "Done for 0 cases." in page
        assert subjects() == {SHORT}

    def test_sent_twice_it_is_done_once(self, choose, calls, short):
        form = choose(short).forms["bulk"]
        form.submit("run")
        calls("")

        again = form.submit("run").follow()

        assert "This was done already." in again
        assert calls("run") == []

    def test_another_site_can_not_send_it(self, choose, subjects, short):
        form = choose(short).forms["bulk"]
        form["csrf_token"] = "other"

        form.submit("run", status=422)

        assert subjects() == {SHORT}


class TestUndoing:
    def test_it_puts_everything_back(self, choose, subjects, short, long):
        page = choose(short, long).forms["bulk"].submit("run")

        told = page.forms["undo"].submit().follow()

        assert "Undone. It is as it was before." in told
        assert subjects() == {SHORT, LONG}

    @pytest.mark.parametrize("misdeed", [Refused("changed"), RuntimeError("broken")])
    def test_it_is_all_or_nothing(self, choose, subjects, misbehave, short, long, misdeed):
        page = choose(short, long).forms["bulk"].submit("run")

        def undo(before):
            if before == SHORT:
                raise misdeed

        misbehave("undo", undo)
        page.forms["undo"].submit(expect_errors=True)

        assert subjects() == {SHORT.upper(), LONG.upper()}

    def test_off_it_can_not_be_undone(self, choose, subjects, switch, short):
        page = choose(short).forms["bulk"].submit("run")
        switch(on=False)

        page.forms["undo"].submit(expect_errors=True)

        assert subjects() == {SHORT.upper()}
