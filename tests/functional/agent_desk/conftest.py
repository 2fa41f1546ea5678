"""A contact with a case, and the desk's people."""

import pytest

from core.testing.web import use_editor


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora", email="ana@acme.example")


@pytest.fixture
def case(make_case, ana):
    return make_case(ana, subject="No light in the hall", message="<p>Since <b>Monday</b>.</p>")


@pytest.fixture
def carla(make_staff):
    return make_staff(name="Carla Ruiz")


@pytest.fixture
def desk(as_agent, carla):
    """A browser without scripts, with Carla signed in."""
    return as_agent(carla)


@pytest.fixture
def words():
    """Return what a part of a page says."""

    def read(page, selector="main"):
        return page.html.select_one(selector).get_text(" ", strip=True)

    return read


@pytest.fixture
def answer(desk):
    """Send the answer's form of a case's page, as one reads it now or as ``page`` showed it."""

    def send(case, message, *, page=None, kind="public", **fields):
        page = page or desk.get(f"/desk/cases/{case.number}")
        form = page.forms["reply"]
        use_editor(form, "message", message)
        form["_kind"] = kind
        for name, value in fields.items():
            form[name] = value
        return form.submit(expect_errors=True)

    return send
