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
        ],
    )
    def test_it_says_what_is_wrong_with_an_answer(self, answer, reason):
        with pytest.raises(RubbishError) as caught:
            read_list(MenuItem, "odd", answer)

        assert str(caught.value) == reason

    @pytest.mark.parametrize(
        ("part", "reason"),
        [
            ({"label": None}, "'label' is NoneType, not str"),
            ({"label": "x" * 501}, "'label' has more than 500 letters"),
            ({"position": "first"}, "'position' is str, not int"),
            ({"position": 10**9}, "'position' must lie between"),
        ],
    )
    def test_one_that_no_page_could_use_can_not_be_made(self, part, reason):
        with pytest.raises((TypeError, ValueError), match=reason):
            MenuItem(**{"label": "Here", "route": "odd.page", **part})


class TestReadVerdict:
    def test_a_check_that_lets_pass_answers_nothing(self):
        assert read_verdict("odd", None) is None

    @pytest.mark.parametrize("answer", [False, "Not like this", Refused("Not like this")])
    def test_it_says_that_a_refusal_is_raised_and_not_returned(self, answer):
        with pytest.raises(RubbishError) as caught:
            read_verdict("odd", answer)

        assert str(caught.value).endswith("to refuse, raise core.errors.Refused")
