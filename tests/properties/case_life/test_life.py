"""The life of cases: ``machine`` has what can happen, ``model`` says what is right then."""

from types import SimpleNamespace

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.case_life.comparing import WORD
from tests.properties.case_life.driver import Makers
from tests.properties.case_life.machine import CaseLife
from tests.properties.case_life.model import AGENTS, CONTACTS
from tests.properties.strategies import STEADY

LIVES = settings(STEADY, max_examples=14, stateful_step_count=25)


@pytest.fixture
def read_page(as_customer, as_agent):
    """Look at a case as a person does, and compare the words on the page with the model's."""

    def read(place, actor, number):
        model = place.model
        case = next((case for case in model.cases if case.number == number), None)
        is_inside = actor not in CONTACTS
        may_see = case is not None and model.may_see(actor, case)
        is_there = may_see and (is_inside or model.portal_on)
        enter, path = (as_agent, "/desk/cases") if is_inside else (as_customer, "/cases")
        if actor in AGENTS and actor not in model.working:
            return
        person = place.driver.people[actor]
        page = enter(person, place.driver.slug).get(f"{path}/{number}", status="*")
        assert page.status_int == (200 if is_there else 404)
        notes = case.notes if is_there else ()
        words = {note.word for note in notes if is_inside or not note.is_internal}
        assert set(WORD.findall(page.text)) == words - {""}

    return read


@pytest.mark.timeout(300)
class TestLifeOfCases:
    def test_the_product_does_what_the_model_says(
        self, platform, clock, jobs, make_contact, make_staff, make_account, read_page
    ):
        kit = SimpleNamespace(
            platform=platform,
            clock=clock,
            jobs=jobs,
            make=Makers(make_contact, make_staff, make_account),
            read_page=read_page,
        )
        run_state_machine_as_test(lambda: CaseLife(kit), settings=LIVES)
