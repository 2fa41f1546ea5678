"""Where people look: lists, searches and pages."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.cases import services
from tests.properties.case_life.base import Ground, actors, picks, places
from tests.properties.case_life.lists import TYPED, TYPED_STATUS, VIEWS, list_numbers
from tests.properties.case_life.model import SPY


class Queries(Ground):
    """Steps that change nothing."""

    @rule(name=places, actor=actors, view=st.sampled_from(VIEWS), size=st.integers(1, 3))
    def leaf_through_a_list(self, name, actor, view, size):
        place = self.places[name]
        actor = "ana" if actor == SPY else actor
        found, key = [], None
        with place.driver.scope(actor) as scope:
            while True:
                page = services.list_cases(
                    scope, services.CaseFilter(view=view, size=size, after=key)
                )
                found += [row.number for row in page.rows]
                key = page.next_key
                if key is None:
                    break
        assert found == list_numbers(place.model, actor, view)

    @rule(name=places, actor=actors, data=st.data())
    def search(self, name, actor, data):
        place = self.places[name]
        word, typed = data.draw(
            st.sampled_from([(word, typed) for word, all_ in TYPED.items() for typed in all_])
        )
        expected = {case.number for case in place.model.cases if word in case.subject}
        self._compare_search(place, actor, typed, expected)

    @rule(name=places, actor=actors, data=st.data())
    def search_by_status(self, name, actor, data):
        place = self.places[name]
        status, typed = data.draw(
            st.sampled_from([(key, typed) for key, all_ in TYPED_STATUS.items() for typed in all_])
        )
        expected = {case.number for case in place.model.cases if case.status == status}
        self._compare_search(place, actor, typed, expected)

    def _compare_search(self, place, actor, typed, expected):
        with place.driver.scope(actor) as scope:
            page = services.list_cases(scope, services.CaseFilter(view="all", text=typed, size=200))
        visible = list_numbers(place.model, actor, "all")
        assert [row.number for row in page.rows] == [n for n in visible if n in expected]

    @rule(name=places, actor=actors, pick=picks)
    def look_at_the_page(self, name, actor, pick):
        place = self.places[name]
        if actor == SPY:
            return
        self.kit.read_page(place, actor, self.pick_number(place, pick))
