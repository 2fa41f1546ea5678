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
from tests.faults.house import wait_for
from tests.faults.visitor import insist, submit

BUSY = 503


@contextmanager
def locked(house):
    """Hold the lock, as a backup or a long migration would."""
    url = make_url(house.platform.settings.database_url)
    if house.platform.settings.is_sqlite:
        connection = sqlite3.connect(url.database, isolation_level=None)
        connection.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()
        return
    with house.platform.engine.begin() as connection:
        tell_database(connection, EVERY_TENANT)
        connection.execute(text("LOCK TABLE support_case, outbox IN ACCESS EXCLUSIVE MODE"))
        yield


@pytest.mark.long
def test_a_request_waits_then_says_503_and_its_repetition_makes_one_case(house, enter, post_office):
    client = enter()
    form = fill_in_case(client, "While it is locked")
    answers = []
    sender = threading.Thread(target=lambda: answers.append(submit(form, "save")))

    with locked(house):
        sender.start()
        sender.join(40)
        assert not sender.is_alive()
    number = number_in(insist(lambda: submit(form, "save")))

    assert [answer.status_int for answer in answers] == [BUSY]
    assert answers[0].headers["Retry-After"]
    (case,) = house.rows(Case, Case.contact_id == client.contact.id)
    assert case.number == number
    about = MailMessage.contact_id == client.contact.id
    wait_for(lambda: [mail.state for mail in house.rows(MailMessage, about)] == ["sent"])
    assert len(post_office.to(client.contact.email)) == 1


def test_a_lock_that_goes_away_in_time_is_not_noticed(house, enter):
    client = enter()
    form = fill_in_case(client, "Locked for a moment")
    answers = []
    sender = threading.Thread(target=lambda: answers.append(submit(form, "save")))

    with locked(house):
        sender.start()
        time.sleep(3)
        assert house.is_ready()
    sender.join(40)

    (case,) = house.rows(Case, Case.contact_id == client.contact.id)
    assert number_in(answers[0]) == case.number
