"""A plugin that adds to every place what a test tells it to, and people to meet it."""

import pytest

from core.plugin.contributions import Panel
from tests.support.adding import ADDING, make_plugin


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin(),)


@pytest.fixture
def adding(platform):
    ADDING.answers.clear()
    ADDING.asked.clear()
    yield ADDING
    ADDING.answers.clear()


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora", phone="+4930123456")


@pytest.fixture
def case(make_case, ana):
    return make_case(ana, subject="No light in the hall")


@pytest.fixture
def portal(as_customer, ana):
    return as_customer(ana)


@pytest.fixture
def desk(as_admin):
    return as_admin()


def names(**given):
    return [Panel(title="Added", text=f"{given['place']} for the {given['audience']}")]


@pytest.fixture
def naming(adding):
    """The plugin, naming each place that it is asked about."""
    adding.answers["panels"] = names
    return adding
