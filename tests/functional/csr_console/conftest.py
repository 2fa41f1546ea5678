"""A customer and a representative at the console."""

import pytest

from core.plugin.api import change_settings
from core.testing.cases import actor_of
from plugins.csr_console.levels import CONFIRMED
from plugins.csr_console.services.interactions import begin, current, raise_level


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora", email="ana@acme.example")


@pytest.fixture
def clara(make_staff):
    return make_staff(name="Clara Soto", roles=["csr"])


@pytest.fixture
def console(as_agent, clara):
    """A browser without scripts, with Clara signed in."""
    return as_agent(clara)


@pytest.fixture
def words():
    """Return what a part of a page says."""

    def read(page, selector="main"):
        return page.html.select_one(selector).get_text(" ", strip=True)

    return read


@pytest.fixture
def change_parameters(open_scope, console):
    """Return a function that sets settings of a section, as an administrator would."""

    def change(section="csr_console", **values):
        with open_scope("acme") as scope:
            change_settings(scope, section, values)

    return change


@pytest.fixture
def know_caller(open_scope, clara):
    """Let Clara know well enough who is calling."""

    def know(contact, level=CONFIRMED):
        with open_scope(actor=actor_of(clara, "csr_console:use")) as scope:
            raise_level(scope, begin(scope, contact.id, "password"), level)

    return know


@pytest.fixture
def reach(open_scope, clara, ana):
    """Begin a call with Ana in which she is known as well as that."""

    def reach(level, reason="payments"):
        with open_scope("acme", actor=actor_of(clara, "csr_console:use")) as scope:
            raise_level(scope, current(scope, ana.id) or begin(scope, ana.id, reason), level)

    return reach
