"""The product's own lease, which the other tests shorten."""

import pytest

from core.db.outbox import OutboxMessage
from core.mail.models import MailMessage
from tests.faults.filing import file_case
from tests.faults.installation import running_installation, wait_for

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def installation(tmp_path_factory, databases, post_office, broker):
    """An installation with nothing shortened."""
    with running_installation(
        tmp_path_factory.mktemp("installation"),
        databases,
        broker_url=broker.url if broker else "",
        smtp_url=post_office.url,
        lease=None,
        queue="lease",
    ) as installation:
        yield installation


def test_the_job_of_a_killed_worker_is_taken_over(installation, enter):
    client = enter()
    installation.kill_at("end_cases.notify_created")
    file_case(client, "Killed in the middle")
    installation.wait_for_death_at("end_cases.notify_created")

    about = MailMessage.contact_id == client.contact.id
    wait_for(lambda: installation.count(MailMessage, about), why="the job is done")

    (job,) = installation.rows(OutboxMessage, OutboxMessage.actor == "cases.notify_created")
    assert job.done_at is not None
    assert job.attempts == 2
    assert installation.count(MailMessage, about) == 1
