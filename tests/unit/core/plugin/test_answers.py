import pytest

from core.errors import Refused
from core.plugin.answers import RubbishError, read_list, read_verdict
from core.plugin.contributions import MenuItem


class TestReadList:
    def test_it_returns_what_is_right(self):
        items = [MenuItem(label="Here", route="odd.page")]

        assert read_list(MenuItem, "odd", items) == items

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            ("<p>Here</p>", "answered str instead of a list"),
            ([{"label": "Here"}], "answered dict among its list of MenuItem"),
            (
                [MenuItem(label=None, route="odd.page")],
                "answered a MenuItem whose 'label' is NoneType, not str",
            ),
            (
                [MenuItem(label="Here", route="odd.page", position="first")],
                "answered a MenuItem whose 'position' is str, not int",
            ),
        ],
    )
    def test_it_says_what_is_wrong_with_an_answer(self, answer, reason):
        with pytest.raises(RubbishError) as caught:
            read_list(MenuItem, "odd", answer)

        assert str(caught.value) == reason


class TestReadVerdict:
    def test_a_check_that_lets_pass_answers_nothing(self):
        assert read_verdict(None) is None

    @pytest.mark.parametrize("answer", [False, "Not like this", Refused("Not like this")])
    def test_it_says_that_a_refusal_is_raised_and_not_returned(self, answer):
        with pytest.raises(RubbishError) as caught:
            read_verdict(answer)

        assert str(caught.value).endswith("to refuse, raise core.errors.Refused")
