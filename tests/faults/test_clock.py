"""The clock of the machine jumps, forward and back."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.db.outbox import OutboxMessage
from core.jobs.schedule import EPOCH
from tests.faults.filing import file_case
from tests.faults.installation import wait_for

HOUR = timedelta(hours=1)
HOURLY = "schedule:core.purge_outbox:"


def ticks(installation):
    """The keys of periodic work, each with the moment at which it was done."""
    row = OutboxMessage
    with installation.platform.session(reading=True) as session:
        found = session.execute(
            select(row.once, row.done_at).where(row.once.startswith("schedule:"))
        )
        return [tuple(one) for one in found]


def hour(hours_ahead=0):
    """The hour that it is, counted since 1970, or would be with a clock that is so wrong."""
    return int((datetime.now(UTC) - EPOCH) / HOUR) + hours_ahead


@pytest.mark.long
def test_nothing_is_lost_doubled_or_run_twice_when_it_jumps(installation, post_office, enter):
    clients = []
    wait_for(lambda: any(key.startswith(HOURLY) for key, _ in ticks(installation)))
    before = {key for key, _ in ticks(installation)}
    first = hour()
    for jump in (0, 3, 0, -3, 0):
        installation.set_clock(jump * HOUR.total_seconds())
        clients.append(enter())
        file_case(clients[-1], f"At {jump}")
        time.sleep(2.5)  # two looks of the relay, which might do again what was done
        wait_for(
            lambda jump=jump: dict(ticks(installation)).get(f"{HOURLY}{hour(jump)}"),
            why="the work of this hour is done",
        )
        # Its worker would be taken for dead, and another would send it again.
        wait_for(lambda: not installation.is_mailing(clients), why="no mail is under way")

    installation.wait_for_mails(clients)
    assert [len(post_office.to(client.contact.email)) for client in clients] == [1] * len(clients)
    keys = [key for key, _ in ticks(installation)]
    assert len(set(keys)) == len(keys)
    # Now, three hours ahead and three hours ago: none for the hours that were jumped over. An hour
    # may end in the middle of this test.
    seen = range(first, hour() + 1)
    expected = {f"{HOURLY}{now + jump}" for now in seen for jump in (-3, 0, 3)}
    assert {key for key in keys if key.startswith(HOURLY)} - before <= expected
