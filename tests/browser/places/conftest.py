"""A plugin that adds to every place of the pages of a case."""

import pytest

from core.plugin.contributions import Action, AnswerTool, NoteAction, Panel, SearchHit
from tests.support.adding import ADDING, make_plugin


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin(),)


@pytest.fixture(autouse=True)
def adding(platform):
    ADDING.asked.clear()
    ADDING.answers = {
        "panels": lambda place, **_: [Panel(title="Added", text=f"It stands in {place}.")],
        "case_actions": [
            Action(label="Escalate", route="portal.home", icon="arrow-right", primary=True),
            Action(label="Drop", route="portal.home", post=True, confirm="Drop it for good?"),
        ],
        "note_actions": lambda note_ids, **_: [
            NoteAction(label="Quote", route="portal.home", icon="quote", notes=note_ids)
        ],
        "contact_actions": [
            Action(label="Call", url="tel:+4930123456", icon="telephone", beside="telephone")
        ],
        "case_suggestions": lambda text, **_: [
            SearchHit(title=f"About {text.lower()}", group="Articles", route="portal.home")
        ],
        "answer_tools": [
            AnswerTool(name="adding.hello", label="Hello", html="<p>Hello <b>there</b>,</p>"),
            AnswerTool(name="adding.bye", label="Bye", html="<p>Yours</p>", position=90),
        ],
    }
    yield ADDING
    ADDING.answers = {}


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora", phone="+4930123456")


@pytest.fixture
def case(make_case, ana):
    return make_case(ana, subject="No light in the hall")


@pytest.fixture
def agent(make_staff):
    return make_staff(name="Carla Ruiz")
