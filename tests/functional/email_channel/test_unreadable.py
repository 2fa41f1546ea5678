"""A message that its reader does not survive is put aside alone."""

import pytest

from plugins.email_channel import tasks
from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services import isolation
from plugins.email_channel.services.receiving import receive
from tests.support.mails import ANA, SUPPORT, write_mail


@pytest.fixture
def come_in(open_scope, mailbox_row):
    def come_in(raw):
        with open_scope() as scope:
            receive(scope, raw, came_by="delivery", envelope_to=[SUPPORT])

    return come_in


def crash(_raw):
    raise RuntimeError("the reader broke down")


def test_after_a_crash_it_is_read_in_a_process_of_its_own(
    come_in, ana, jobs, clock, cases, monkeypatch
):
    monkeypatch.setattr(tasks, "parse_mail", crash)
    come_in(write_mail(ANA, "Sin luz", "Desde el lunes."))
    jobs.run(raising=False)
    assert cases() == []

    clock.advance(hours=1)
    jobs.run(raising=False)

    assert [case.subject for case in cases()] == ["Sin luz"]


def test_one_whose_file_is_lost_is_put_aside_at_last(come_in, jobs, clock, rows, monkeypatch):
    def lose(_scope, _mail_id):
        raise FileNotFoundError("the store has lost it")

    monkeypatch.setattr(tasks, "read_waiting", lose)
    come_in(write_mail(ANA, "Uno", "1"))
    while jobs.waiting():
        jobs.run(raising=False)
        clock.advance(hours=12)

    (mail,) = rows(ReceivedMail)
    assert (mail.state, mail.error) == ("failed", "FileNotFoundError")


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import os; os.abort()", "exit status -6"),
        ("import time; time.sleep(60)", "more than 1 seconds"),
        ("raise MemoryError('no more')", "MemoryError: no more"),
    ],
)
def test_what_that_does_not_survive_is_put_aside_alone(
    come_in, ana, jobs, clock, cases, rows, monkeypatch, program, reason
):
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "parse_mail", crash)
        patch.setattr(isolation, "PROGRAM", program)
        patch.setattr(isolation, "TIME_LIMIT", 1.0)
        come_in(write_mail(ANA, "Uno", "1"))
        jobs.run(raising=False)
        clock.advance(hours=1)
        jobs.run(raising=False)
    come_in(write_mail(ANA, "Dos", "2"))
    jobs.run()

    bad, good = rows(ReceivedMail)
    assert (bad.state, good.state) == ("failed", "filed")
    assert reason in bad.error
    assert [case.subject for case in cases()] == ["Dos"]
