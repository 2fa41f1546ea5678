"""The lists' pages, whatever stands in their address."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.search.conftest import PARAMETERS
from tests.properties.search.values import values
from tests.properties.strategies import STEADY

ROW = re.compile(r'href="[^"]*?/cases/(\d+)')
addresses = st.dictionaries(st.sampled_from(PARAMETERS), values, min_size=1, max_size=4)


@pytest.fixture
def customer(as_customer, ana):
    return as_customer(ana)


@pytest.fixture
def agent(as_agent):
    return as_agent()


@pytest.mark.usefixtures("platform")
class TestLists:
    def test_there_is_something_to_find(self, own_numbers, customer, agent):
        sent = {"q": "own", "f-own_integer": "7", "f-own_tree": "one"}

        for page in (customer.get("/cases", sent), agent.get("/desk", {**sent, "view": "all"})):
            assert {int(number) for number in ROW.findall(page.text)} == own_numbers

    @settings(STEADY, max_examples=60)
    @given(sent=addresses)
    def test_a_customer_reads_a_list_of_their_own(self, own_numbers, customer, sent):
        page = customer.get("/cases", sent)

        assert {int(number) for number in ROW.findall(page.text)} <= own_numbers
        assert "Of another" not in page

    @settings(STEADY, max_examples=60)
    @given(sent=addresses)
    def test_an_agent_reads_a_list_of_their_house(self, own_numbers, agent, sent):
        page = agent.get("/desk", sent)

        assert "Of another house" not in page
