import pytest

from core.plugin.answers import RubbishError, read_list
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
