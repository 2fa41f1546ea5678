"""The clock of the machine jumps, forward and back."""

import time

import pytest
from sqlalchemy import select

from core.db.outbox import OutboxMessage
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
        # Its worker would be taken for dead, and another would send it again.
        wait_for(lambda: not house.is_mailing(clients), why="no mail is under way")

    house.wait_for_mails(clients)
    assert [len(post_office.to(client.contact.email)) for client in clients] == [1] * len(clients)
    keys = ticks(house)
    assert len(set(keys)) == len(keys)
    # One for three hours ahead, one for three hours ago; none when it came back to now.
    assert sum(key.startswith(hourly) for key in keys) - before <= 2
