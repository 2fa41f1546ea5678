"""The clock of the machine jumps, forward and back."""

import time

import pytest
from sqlalchemy import select

from core.cases.models import Case
from core.db.outbox import OutboxMessage
from core.mail.models import MailMessage
from tests.faults.filing import file_case
from tests.faults.house import wait_for

HOUR = 3600


def ticks(house):
    """The keys of periodic work, with how often each was asked for and done."""
    with house.platform.session(reading=True) as session:
        return list(
            session.scalars(
                select(OutboxMessage.once).where(OutboxMessage.once.startswith("schedule:"))
            )
        )


@pytest.mark.long
def test_nothing_is_lost_doubled_or_run_twice_when_it_jumps(house, post_office, enter):
    clients = []
    hourly = "schedule:core.purge_outbox:"
    wait_for(lambda: any(key.startswith(hourly) for key in ticks(house)))
    before = sum(key.startswith(hourly) for key in ticks(house))
    for jump in (0, 3 * HOUR, 0, -3 * HOUR, 0):
        house.set_clock(jump)
        clients.append(enter())
        file_case(clients[-1], f"At {jump}")
        time.sleep(2.5)  # two looks of the relay

    contacts = [client.contact.id for client in clients]
    where = MailMessage.contact_id.in_(contacts)
    wait_for(
        lambda: [mail.state for mail in house.rows(MailMessage, where)] == ["sent"] * len(clients),
        why="every case's mail is sent",
    )
    assert house.count(Case, Case.contact_id.in_(contacts)) == len(clients)
    assert [len(post_office.to(client.contact.email)) for client in clients] == [1] * len(clients)
    keys = ticks(house)
    assert len(set(keys)) == len(keys)
    # One for three hours ahead, one for three hours ago; none when it came back to now.
    assert sum(key.startswith(hourly) for key in keys) - before <= 2
