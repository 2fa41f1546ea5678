"""The mail server is away for an hour, or takes connections and says nothing."""

import time

import pytest

from core.mail.models import MailMessage
from tests.faults.filing import file_case
from tests.faults.installation import wait_for
from tests.faults.post_office import SilentServer


@pytest.fixture
def closed(installation, post_office):
    """The mail server is not there, until the test opens it.

    What other tests asked for is done first: it would wait for the mail server, too, in hands that
    this test counts on.
    """
    wait_for(lambda: not installation.jobs(), why="nothing is left of the tests before")
    post_office.close()
    yield post_office
    post_office.close()
    post_office.open()


def states(installation, clients):
    contacts = [client.contact.id for client in clients]
    return {
        mail.state for mail in installation.rows(MailMessage, MailMessage.contact_id.in_(contacts))
    }


def are_sent(installation, clients):
    return states(installation, clients) == {"sent"}


def let_time_pass(installation, clients, minutes):
    """Jump over the pauses between tries until all mails are sent.

    Never while one is under way: its worker would be taken for dead, and another would send it.
    """
    for minute in minutes:
        wait_for(
            lambda: are_sent(installation, clients) or not installation.is_mailing(clients),
            why="the tries end",
        )
        if are_sent(installation, clients):
            break
        installation.set_clock(minute * 60)
    wait_for(lambda: are_sent(installation, clients), why="all are sent")


@pytest.mark.long
def test_what_was_written_while_it_was_away_for_an_hour_goes_out_once(installation, closed, enter):
    clients = [enter(), enter()]
    file_case(clients[0], "Before the hour")
    for minutes in range(10, 70, 10):
        time.sleep(1.2)  # for the relay to look
        installation.set_clock(minutes * 60)
    file_case(clients[1], "After it")
    wait_for(lambda: states(installation, clients) == {"queued"}, why="both mails are there")
    assert installation.ready_status() == 200

    closed.open()
    # The pause that grew in that hour ends after three hours at the latest.
    let_time_pass(installation, clients, [hours * 60 for hours in range(1, 6)])
    assert [len(closed.to(client.contact.email)) for client in clients] == [1, 1]
    installation.set_clock(0)


def test_one_that_says_nothing_holds_up_neither_pages_nor_other_jobs(installation, closed, enter):
    silent = SilentServer(closed.port)
    try:
        # Fewer mails than there are hands for jobs, even in one process.
        clients = [enter() for _ in range(2)]
        for client in clients:
            file_case(client, "Into silence")
        wait_for(lambda: silent.waiting, why="it is called")
        # Writing the other mail was done by a job beside the one that waits for an answer.
        contacts = [client.contact.id for client in clients]
        where = MailMessage.contact_id.in_(contacts)
        wait_for(lambda: installation.count(MailMessage, where) == len(clients))
        clients[0].get("/cases")
        assert silent.waiting, "the page came while a mail waited"

        clients += [enter() for _ in range(4)]
        for client in clients[2:]:
            file_case(client, "Into silence")
    finally:
        silent.close()

    closed.open()
    let_time_pass(installation, clients, [10, 60, 180, 400])
    assert [len(closed.to(client.contact.email)) for client in clients] == [1] * 6
    installation.set_clock(0)
