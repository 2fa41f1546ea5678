"""A customer and her case."""

import pytest


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana")


@pytest.fixture
def case(make_case, ana):
    return make_case(ana, subject="No light in the hall")
