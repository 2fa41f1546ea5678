import pytest

from fields_config.definition import Option
from fields_config.types import TYPES

FLAT = (
    Option(key="red", labels={"en": "Red", "es": "Rojo"}),
    Option(key="blue", labels={"en": "Blue"}),
)
GONE = "This option can't be chosen here. Choose another one."


class TestBoolean:
    @pytest.mark.parametrize(
        ("sent", "stored"),
        [("true", True), ("on", True), (True, True), ("false", False), ("", False), ([], False)],
    )
    def test_a_box_is_ticked_or_not(self, read, sent, stored):
        assert read("boolean", sent) is stored

    def test_anything_else_is_refused(self, refusal):
        assert refusal("boolean", "perhaps") == "Choose yes or no."

    def test_it_is_shown_as_a_word_to_translate(self, make_field):
        shown = TYPES["boolean"].display(True, make_field(kind="boolean"), "es")

        assert (shown, shown.domain) == ("Yes", "core")


class TestList:
    def test_one_that_exists_is_taken(self, read):
        assert read("list", "red", options=FLAT) == "red"
        assert read("list", ["red"], options=FLAT) == "red"

    @pytest.mark.parametrize("sent", ["green", "Red", 7, ["red", "blue"], {"red": 1}])
    def test_another_is_refused(self, refusal, sent):
        assert refusal("list", sent, options=FLAT) == GONE

    def test_it_is_shown_in_the_readers_language(self, make_field):
        field = make_field(kind="list", options=FLAT)

        assert TYPES["list"].display("red", field, "es") == "Rojo"
        assert TYPES["list"].display("old", field, "es") == "old"


class TestMultilist:
    def test_each_counts_once(self, read):
        assert read("multilist", ["blue", "", "red", "blue"], options=FLAT) == ["blue", "red"]
        assert read("multilist", "red", options=FLAT) == ["red"]

    @pytest.mark.parametrize("sent", [["red", "green"], [["red"]], [None], 7])
    def test_another_is_refused(self, refusal, sent):
        assert refusal("multilist", sent, options=FLAT) == GONE

    def test_their_number_has_a_bound(self, refusal):
        limits = {"validation": {"max_items": 1}, "options": FLAT}

        assert (
            refusal("multilist", ["red", "blue"], **limits)
            == "Choose fewer options: the limit is 1."
        )

    def test_they_are_shown_with_commas(self, make_field):
        field = make_field(kind="multilist", options=FLAT)

        assert TYPES["multilist"].display(["red", "blue"], field, "es") == "Rojo, Blue"


class TestTree:
    @pytest.mark.parametrize(
        "sent", ["printer/paper", "printer/paper/", ["printer", "paper"], ["printer", "paper", ""]]
    )
    def test_a_path_or_its_keys_are_taken(self, read, tree, sent):
        assert read("tree", sent, options=tree) == "printer/paper"

    @pytest.mark.parametrize(
        "sent",
        ["paper", "printer//paper", "phone/paper", ["", "paper"], ["a"] * 9, [1], 7, "x" * 2000],
    )
    def test_a_path_that_does_not_exist_is_refused(self, refusal, tree, sent):
        assert refusal("tree", sent, options=tree) == GONE

    def test_nothing_chosen_is_nothing(self, read, tree):
        assert read("tree", ["", ""], options=tree) is None

    def test_it_is_shown_level_by_level(self, make_field, tree):
        field = make_field(kind="tree", options=tree)

        assert TYPES["tree"].display("printer/paper", field, "es") == "Impresora / Papel"
        assert TYPES["tree"].display("printer/gone", field, "es") == "printer/gone"
