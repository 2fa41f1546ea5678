import pytest

from fields_config.definition import Condition, Option, Rule
from fields_config.effective_values import effective_values, hidden_values
from fields_config.schema import compile_form

TOWNS = (Option(key="cali"), Option(key="lima"))
SIZES = (Option(key="small", default=True), Option(key="large"))


def show(field, asked, value):
    return Rule(Condition(asked, "equals", value), "show", field)


@pytest.fixture
def form(make_field, make_form):
    """A size, with a default, is asked for in Cali only; a note is asked for if it is small."""
    return make_form(
        make_field("town", "list", options=TOWNS),
        make_field("size", "list", options=SIZES),
        make_field("note", default="Fragile"),
        rules=[show("size", "town", "cali"), show("note", "size", "small")],
    )


class TestSettledValues:
    def test_a_default_counts_where_its_field_shows(self, form):
        assert effective_values(form, {"town": "cali"}) == {
            "town": "cali",
            "size": "small",
            "note": "Fragile",
        }

    @pytest.mark.parametrize("town", [None, "lima"])
    def test_a_hidden_field_has_no_value_and_shows_no_other(self, form, town):
        assert effective_values(form, {"town": town}) == {"town": town}

    def test_what_somebody_set_of_a_hidden_field_goes_too(self, form):
        given = {"town": "lima", "size": "large", "note": "Heavy"}

        assert effective_values(form, given) == {"town": "lima"}
        assert effective_values(form, given, is_new=False) == {"town": "lima"}

    def test_a_default_shows_other_fields(self, make_field, make_form):
        form = make_form(
            make_field("size", "list", options=SIZES),
            make_field("note", default="Fragile"),
            rules=[show("note", "size", "small")],
        )

        assert effective_values(form, {}) == {"size": "small", "note": "Fragile"}
        assert effective_values(form, {"size": "large"}) == {"size": "large"}

    def test_a_default_outside_the_options_that_are_left_goes(self, make_field, make_form):
        form = make_form(
            make_field("town", "list", options=TOWNS),
            make_field("size", "list", options=SIZES),
            make_field("note", default="Fragile"),
            rules=[
                Rule(Condition("town", "equals", "lima"), "limit", "size", ("large",)),
                show("note", "size", "small"),
            ],
        )

        assert effective_values(form, {"town": "lima"}) == {"town": "lima"}
        assert effective_values(form, {"town": "cali"})["size"] == "small"

    def test_what_exists_has_no_defaults(self, form):
        assert effective_values(form, {"town": "cali"}, is_new=False) == {"town": "cali"}


class TestHiddenValues:
    def test_it_names_what_a_change_hides(self, form):
        before = {"town": "cali", "size": "small", "note": "Heavy"}

        assert hidden_values(form, before, {**before, "town": "lima"}) == ["size", "note"]

    def test_what_was_hidden_before_stays_alone(self, form):
        before = {"town": "lima", "size": "small"}

        assert hidden_values(form, before, {**before, "town": None}) == []


class TestCompiledForm:
    def test_a_field_that_was_not_there_yet_has_its_default(self, form):
        compiled = compile_form(form, "customer", "create", "en")

        assert compiled.validate({"town": "cali"}) == {
            "town": "cali",
            "size": "small",
            "note": "Fragile",
        }
        assert compiled.validate({"town": "lima"}) == {"town": "lima"}

    @pytest.mark.parametrize(
        ("kind", "default", "empty"), [("list", None, None), ("multilist", ["small"], [])]
    )
    def test_a_default_that_is_switched_off_is_none(
        self, make_field, make_form, kind, default, empty
    ):
        small = Option(key="small", active=False, default=default is None)
        form = make_form(make_field("size", kind, options=(small, SIZES[1]), default=default))

        assert compile_form(form, "customer", "create", "en").validate({}) == {"size": empty}

    def test_one_that_was_emptied_stays_empty(self, form):
        compiled = compile_form(form, "customer", "create", "en")

        clean = compiled.validate({"town": "cali", "size": "small", "note": ""})

        assert clean["note"] is None

    def test_asked_again_a_field_that_appears_starts_with_its_default(self, form):
        compiled = compile_form(form, "customer", "create", "en")

        assert compiled.offered_now({"town": "cali"}, {})["size"] == "small"

    def test_what_exists_starts_with_what_is_stored(self, form):
        compiled = compile_form(form, "agent", "detail", "en")

        assert compiled.initial == {}
        assert compiled.validate({"town": "cali"}, {}) == {"town": "cali", "size": None}
