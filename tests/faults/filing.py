"""What a customer does in these tests: file a case, add a note, bring a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.faults.visitor import insist, submit

if TYPE_CHECKING:
    from webtest import TestApp

PRODUCT = ("general", "problem", "billing")


def fill_in_case(client: TestApp, subject: str) -> Any:
    """Open the form for a new case and fill it in; it is not sent."""
    form = insist(lambda: client.get("/cases/new", expect_errors=True)).forms["case"]
    for level, key in enumerate(PRODUCT):
        form[f"product-{level}"] = key
        form = insist(lambda form=form: submit(form, "refresh")).forms["case"]
    form["subject"] = subject
    form["message"] = "<p>Look at it, please.</p>"
    return form


def file_case(client: TestApp, subject: str) -> int:
    """File a case and return its number."""
    form = fill_in_case(client, subject)
    return number_in(insist(lambda: submit(form, "save")))


def number_in(answer: Any) -> int:
    """Return the number of the case that an answer leads to."""
    assert answer.status_int == 303, answer.text
    return int(answer.location.rstrip("/").rpartition("/")[2].partition("#")[0].partition("?")[0])


def fill_in_note(client: TestApp, number: int, message: str) -> Any:
    page = insist(lambda: client.get(f"/cases/{number}", expect_errors=True))
    form = page.forms["note"]
    form["message"] = message
    return form


def token_of(client: TestApp) -> str:
    """Return the token that scripts send along with an upload."""
    page = insist(lambda: client.get("/cases/new", expect_errors=True))
    return str(page.forms["case"]["csrf_token"].value)
