"""Any value for any field that lists can be narrowed by, through the service."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cases.search import page_search
from core.cases.services import CaseFilter, list_cases
from core.testing.cases import file_case
from tests.properties.search.conftest import KINDS, STORED
from tests.properties.search.values import values
from tests.properties.strategies import STEADY

VALUES = {"subject": "Own", "message": "x", "product": "general/question/other"}
KEYS = (*(f"own_{kind}" for kind in KINDS), "product", "priority", "status", "assignee")
asked = values | st.lists(values, max_size=3) | st.tuples(values | st.none(), values)


class Filtered:
    """A house with one case that has a value in every field."""

    def __init__(self, scope):
        self.scope = scope

    def find(self, **fields):
        """Return what is found by looking at the cases, and see that the index finds the same."""
        wanted = CaseFilter(view="all", fields=fields)
        looked_at = list_cases(self.scope, wanted).rows
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(page_search, "SCAN_LIMIT", 0)
            assert list_cases(self.scope, wanted).rows == looked_at
        return [row.number for row in looked_at]


@pytest.fixture
def filtered(scope, ana, with_every_field):
    scope = with_every_field(scope)
    own = {f"own_{kind}": value for kind, value in STORED.items()}
    file_case(scope, {**VALUES, **own}, contact_id=ana.id)
    return Filtered(scope)


class TestFields:
    @pytest.mark.parametrize("kind", sorted(STORED.keys() & set(KINDS)))
    def test_a_case_is_found_by_what_it_has(self, filtered, kind):
        value = STORED[kind] if kind != "richtext" else "words"  # what it says

        assert filtered.find(**{f"own_{kind}": value if value is not True else "true"}) == [1]

    @settings(STEADY, max_examples=250)
    @given(key=st.sampled_from(KEYS), value=asked)
    def test_no_value_is_an_error(self, filtered, key, value):
        assert filtered.find(**{key: value}) in ([], [1])
