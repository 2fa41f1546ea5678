import pytest

from core.errors import NotFoundError, Refused
from core.fields.option_rows import level_of, make_rows, read_rows, with_level
from fields_config.options import Option

LOW = Option(key="low", labels={"en": "Low", "es": "Baja"}, color="#4b5563", default=True)
HIGH = Option(key="high", labels={"en": "High", "es": "Alta"})
TREE = (Option(key="a", labels={"en": "A"}, options=(LOW, HIGH)),)


def posted(*options, **more):
    """Return what the browser sends for rows that nobody touched."""
    found = {}
    for number, option in enumerate(options):
        row = f"o{number}"
        found[f"{row}-key"] = option.key
        found |= {f"{row}-label-{code}": text for code, text in option.labels.items()}
        found[f"{row}-color"] = option.color or ""
        if option.active:
            found[f"{row}-active"] = "1"
        if option.default:
            found["default"] = row
    return {**found, **{name.replace("_", "-"): value for name, value in more.items()}}


def read(options, published=(), languages=("en", "es"), **more):
    rows = make_rows(options, published, "")
    return read_rows(rows, posted(*options, **more), languages)


class TestReadRows:
    def test_what_is_not_changed_stays(self):
        assert read((LOW, HIGH)) == (LOW, HIGH)

    def test_a_new_row_gets_a_key(self):
        found = read((LOW,), n0_label_en="Very low")

        assert found[1] == Option(key="very_low", labels={"en": "Very low"})

    def test_an_unpublished_one_may_go_and_a_published_one_not(self):
        assert read((LOW, HIGH), o1_remove="1") == (LOW,)
        assert read((LOW, HIGH), (HIGH,), o1_remove="1") == (LOW, HIGH)

    def test_a_row_of_another_option_is_left_alone(self):
        assert read((LOW,), o0_key="other", o0_label_en="Changed") == (LOW,)

    def test_languages_that_are_not_shown_keep_their_labels(self):
        found = read((HIGH,), languages=("en",), o0_label_en="Top")

        assert found[0].labels == {"en": "Top", "es": "Alta"}

    @pytest.mark.parametrize(
        "wrong", [{"o0_label_en": "", "o0_label_es": " "}, {"o0_color": "red"}]
    )
    def test_it_refuses_what_nobody_could_read(self, wrong):
        with pytest.raises(Refused):
            read((LOW,), **wrong)

    def test_the_arrow_moves_one(self):
        assert read((LOW, HIGH), down="low") == (HIGH, LOW)
        assert read((LOW, HIGH), up="low") == (LOW, HIGH)


class TestLevels:
    def test_one_level_is_taken_out_and_put_back(self):
        level = level_of(TREE, "a")

        assert level == (LOW, HIGH)
        assert with_level(TREE, "a", level) == TREE

    def test_an_unknown_path_is_not_found(self):
        with pytest.raises(NotFoundError):
            level_of(TREE, "a/none")
