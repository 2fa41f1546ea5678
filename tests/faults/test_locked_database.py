"""Somebody holds the lock that every writer needs."""

import sqlite3
import threading
import time
from contextlib import contextmanager

import pytest
from sqlalchemy import make_url, text

from core.cases.models import Case
from core.db.guard import EVERY_TENANT, tell_database
from core.mail.models import MailMessage
from tests.faults.filing import fill_in_case, number_in
from tests.faults.installation import wait_for
from tests.faults.visitor import insist, submit

BUSY = 503


@contextmanager
def locked(installation):
    """Hold the lock, as a backup or a long migration would."""
    url = make_url(installation.platform.settings.database_url)
    if installation.platform.settings.is_sqlite:
        connection = sqlite3.connect(url.database, isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()
        return
    with installation.platform.engine.begin() as connection:
        tell_database(connection, EVERY_TENANT)
        connection.execute(text("LOCK TABLE support_case, outbox IN ACCESS EXCLUSIVE MODE"))
        yield


@pytest.mark.long
def test_a_request_waits_then_says_503_and_its_repetition_makes_one_case(
    installation, enter, post_office
):
    client = enter()
    form = fill_in_case(client, "While it is locked")
    answers = []
    sender = threading.Thread(target=lambda: answers.append(submit(form, "save")))

    with locked(installation):
        sender.start()
        sender.join(40)
        assert not sender.is_alive()
    number = number_in(insist(lambda: submit(form, "save")))

    assert [answer.status_int for answer in answers] == [BUSY]
    assert answers[0].headers["Retry-After"]
    (case,) = installation.rows(Case, Case.contact_id == client.contact.id)
    assert case.number == number
    about = MailMessage.contact_id == client.contact.id
    wait_for(lambda: [mail.state for mail in installation.rows(MailMessage, about)] == ["sent"])
    assert len(post_office.to(client.contact.email)) == 1


def test_a_lock_that_goes_away_in_time_is_not_noticed(installation, enter):
    client = enter()
    form = fill_in_case(client, "Locked for a moment")
    answers = []
    sender = threading.Thread(target=lambda: answers.append(submit(form, "save")))

    with locked(installation):
        sender.start()
        time.sleep(3)
        assert installation.is_ready()
    sender.join(40)

    (case,) = installation.rows(Case, Case.contact_id == client.contact.id)
    assert number_in(answers[0]) == case.number
