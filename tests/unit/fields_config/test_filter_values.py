from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fields_config.filter_values import LONGEST, TOO_LONG, filter_value_of, filter_values_of
from fields_config.kinds.numbers import order_number
from fields_config.types import TYPES

numbers = st.decimals(min_value=-(10**15), max_value=10**15, places=6)


class TestFacetsOf:
    @pytest.mark.parametrize(
        ("kind", "value", "keys"),
        [
            ("list", "two", {"two"}),
            ("multilist", ["one", "two"], {"one", "two"}),
            ("tree", "one/two/three", {"one", "one/two", "one/two/three"}),
            ("boolean", True, {"true"}),
            ("boolean", False, set()),
            ("text", "AB-Ñ Año, 1.500", {"abn ano 1500 ano1500"}),
            ("richtext", "<p>Uno<br>dos</p>", {"uno dos"}),
            ("emails", ["Ana@x.org", "b@x.org"], {"anaxorg", "bxorg"}),
            ("text", "", set()),
            ("text", "x" * (LONGEST + 1), {TOO_LONG}),
            ("date", "2026-02-03", {"2026-02-03"}),
            ("integer", "not a number", set()),
            ("money", None, set()),
            ("file", ["id"], set()),
        ],
    )
    def test_they_are_what_a_list_is_narrowed_by(self, kind, value, keys):
        assert filter_values_of(TYPES[kind], value) == keys

    @given(st.sampled_from(["integer", "decimal", "percent", "money"]), numbers)
    def test_a_number_is_found_by_the_key_that_is_looked_for(self, kind, number):
        assert filter_values_of(TYPES[kind], str(number)) == {filter_value_of(TYPES[kind], number)}

    def test_what_sorts_is_cut_and_found_by_what_it_begins_with(self):
        kind = replace(TYPES["integer"], order=lambda value: f"{value:0{2 * LONGEST}}")

        assert filter_values_of(kind, 7) == {"0" * LONGEST} == {filter_value_of(kind, 8)}


class TestOrderNumber:
    @given(numbers, numbers)
    def test_it_sorts_as_the_numbers_do(self, one, other):
        assert (order_number(one) < order_number(other)) == (one < other)

    @pytest.mark.parametrize("bound", ["1e400", "-1e400", "Infinity", "-Infinity"])
    def test_what_no_field_holds_lies_beyond_all(self, bound):
        is_above = Decimal(bound) > 0

        assert (order_number(bound) > order_number(10**15)) == is_above

    def test_what_is_no_number_has_no_order(self):
        with pytest.raises(ArithmeticError):
            order_number("NaN")
