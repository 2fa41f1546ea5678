"""The jobs of the email channel."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from core.plugin.api import actor, bare_actor, every
from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.services.authentication import authenticate
from plugins.email_channel.services.deciding import decide_mail, give_up
from plugins.email_channel.services.demo import DEMO_MAIL, receive_demo_mail
from plugins.email_channel.services.held import DECIDE_WAITING, ask_for_waiting, is_overdue
from plugins.email_channel.services.isolation import UnparsableError, parse_apart
from plugins.email_channel.services.receiving import DECIDE, read_waiting
from plugins.email_channel.services.replaying import (
    REPLAY,
    REPLAY_MAIL,
    ask_for_replays,
    replay_mail,
)

if TYPE_CHECKING:
    from core.plugin.api import Job, Scope

# A try that came to no end has ended its process or outlasted it: then the message is read in a
# process of its own, and after that put aside.
TRIES_HERE = 1


@bare_actor(name=DECIDE)
def decide(job: Job, mail_id: str, earlier_tries: int = 0) -> None:
    """Decide about one message. It is read, and its sender checked, between two transactions.

    :param earlier_tries: how often reading it was tried before this job
    """
    key = UUID(mail_id)
    try:
        _decide(job, key, earlier_tries)
    except Exception as error:
        if job.is_last_attempt:
            with job.scope() as scope:
                give_up(scope, key, type(error).__name__)
        raise


def _decide(job: Job, key: UUID, earlier_tries: int) -> None:
    with job.scope(reading=True) as scope:
        mail = read_waiting(scope, key)
    if mail is None:
        with job.complete():
            return
    is_first = job.attempt + earlier_tries <= TRIES_HERE
    try:
        parsed = parse_mail(mail.raw) if is_first else parse_apart(mail.raw)
    except UnparsableError as error:
        with job.complete() as scope:
            give_up(scope, key, str(error))
        return
    checks = authenticate(
        mail.raw,
        author=parsed.sender.address,
        client_address=mail.client_address,
        envelope_from=mail.envelope_from,
        trusted_server=mail.trusted_server,
    )
    with job.complete() as scope:
        decide_mail(scope, key, parsed, checks)


@actor(name=DEMO_MAIL)
def demo_mail(scope: Scope, position: int) -> None:
    """Receive one of the demo's mails, and ask for the next."""
    receive_demo_mail(scope, position)


@actor(name=REPLAY)
def replay(scope: Scope, after: str | None) -> None:
    """Ask for messages to be decided about anew, a batch per job."""
    last = ask_for_replays(scope, UUID(after) if after else None)
    if last is not None:
        scope.enqueue(REPLAY, last)


@actor(name=REPLAY_MAIL)
def replay_one(scope: Scope, mail_id: str) -> None:
    """Decide about one message anew: what one does to a job is not done to others."""
    replay_mail(scope, UUID(mail_id))


@actor(name=DECIDE_WAITING)
def decide_waiting(scope: Scope, after: str | None = None) -> None:
    """Ask for decisions about what waits, a batch per job."""
    last = ask_for_waiting(scope, UUID(after) if after else None)
    if last is not None:
        scope.enqueue(DECIDE_WAITING, last)


# What waits for hours has lost its job: it was given up, or dropped while the plugin was off.
every(
    timedelta(hours=1),
    DECIDE_WAITING,
    plugin="email_channel",
    where=lambda now: [(ReceivedMail, is_overdue(now))],
)
