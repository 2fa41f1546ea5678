"""The product's own lease, which the other tests shorten."""

import pytest

from core.db.outbox import OutboxMessage
from core.mail.models import MailMessage
from tests.faults.filing import file_case
from tests.faults.house import House, wait_for

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def house(tmp_path_factory, databases, post_office, broker):
    """An installation with nothing shortened."""
    url = databases.lend()
    house = House(
        tmp_path_factory.mktemp("house"),
        url,
        broker_url=broker.url if broker else "",
        smtp_url=post_office.url,
        lease=None,
        queue="lease",
    )
    try:
        house.start()
        yield house
    finally:
        house.stop()
        databases.give_back(url)


def test_the_job_of_a_killed_worker_is_taken_over(house, enter):
    client = enter()
    house.kill_at("end_cases.notify_created")
    file_case(client, "Killed in the middle")
    house.wait_for_death_at("end_cases.notify_created")

    about = MailMessage.contact_id == client.contact.id
    wait_for(lambda: house.count(MailMessage, about), why="the job is done")

    # How often it was tried is not asked: a job that came straight from the page dies uncounted.
    (job,) = house.rows(OutboxMessage, OutboxMessage.actor == "cases.notify_created")
    assert job.done_at is not None
    assert house.count(MailMessage, about) == 1
