"""A visit to a mailbox: connect, take what is there, and perhaps stay to hear of more."""

from __future__ import annotations

import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import DBAPIError

from plugins.email_channel.services import leases
from plugins.email_channel.services.fetching import fetch_batch, open_place, place_of
from plugins.email_channel.services.imap_connecting import connect
from plugins.email_channel.services.leases import LeaseLostError
from plugins.email_channel.services.mailbox_access import TOKENS, account_of, read_access
from plugins.email_channel.services.mailbox_errors import MailboxError
from plugins.email_channel.services.mailboxes import store_secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from core.plugin.api.commands import Platform
    from plugins.email_channel.services.fetching import Place
    from plugins.email_channel.services.imap_connection import ImapConnection
    from plugins.email_channel.services.leases import Claim
    from plugins.email_channel.services.mailbox_access import MailboxAccess

log = structlog.get_logger(__name__)

PLUGIN = "email_channel"
LONGEST_VISIT = 60.0  # seconds, while others wait
LONGEST_STAY = 20 * 60.0  # of IDLE, before others may have the place (RFC 2177: 29 minutes at most)
RENEWAL = 60.0  # seconds after which the lease is renewed meanwhile
LISTENING = 1.0  # seconds after which it is looked whether to stop


def visit(
    platform: Platform, claim: Claim, stop: Event, may_stay: Callable[[], bool] = lambda: False
) -> int:
    """Take what is in a mailbox, and end its lease; whatever is wrong is noted at the mailbox.

    :param stop: set to end it soon
    :param may_stay: whether it may keep the connection to hear of new messages; it is asked once
    :return: how many new messages were stored
    """
    visiting = _Visit(platform, claim, stop, may_stay)
    try:
        visiting.run()
    except LeaseLostError:
        pass
    except MailboxError as error:
        if stop.is_set():  # we broke it off
            with suppress(LeaseLostError), platform.scope(claim.tenant_id) as scope:
                leases.let_go(scope, claim)
            return visiting.stored
        log.info("mailbox_failed", mailbox=str(claim.mailbox_id), reason=error.code)
        _note(platform, claim, error)
    except DBAPIError as error:
        log.warning("mailbox_not_visited", exc_info=error)
        _note(platform, claim, MailboxError("store"))
    except Exception:
        log.exception("mailbox_not_visited", mailbox=str(claim.mailbox_id))
        _note(platform, claim, MailboxError("failed"))
    return visiting.stored


def _note(platform: Platform, claim: Claim, error: MailboxError) -> None:
    # If even that can't be written, the lease runs out.
    with suppress(LeaseLostError, DBAPIError), platform.scope(claim.tenant_id) as scope:
        leases.give_up(scope, claim, error)


class _Visit:
    def __init__(
        self, platform: Platform, claim: Claim, stop: Event, may_stay: Callable[[], bool]
    ) -> None:
        self._platform = platform
        self._claim = claim
        self._stop = stop
        self._may_stay = may_stay
        self.stored = 0

    def run(self) -> None:
        begun = self._begin()
        if begun is None:
            return
        access, place = begun
        account, renewed = account_of(self._platform.settings, access)
        if renewed:
            with self._platform.scope(self._claim.tenant_id) as scope:
                store_secret(scope, leases.hold(scope, self._claim), "secret", renewed)
        try:
            connection = connect(self._platform.settings, account, stop=self._stop)
        except MailboxError as error:
            if error.code == "oauth_login" and access.grant is not None:
                TOKENS.forget(access.grant)
            raise
        with closing(connection):
            open_place(self._platform, self._claim, connection, place)
            is_through = self._take_all(connection, place, LONGEST_VISIT)
            if is_through and connection.can_idle and self._may_stay():
                self._stay(connection, place)
        with self._platform.scope(self._claim.tenant_id) as scope:
            leases.give_back(scope, self._claim, is_through=is_through)

    def _begin(self) -> tuple[MailboxAccess, Place] | None:
        """Read what is needed; nothing if the tenant has the plugin off."""
        with self._platform.scope(self._claim.tenant_id) as scope:
            if PLUGIN not in scope.tenant.plugins:
                leases.postpone(scope, self._claim)
                return None
            mailbox = leases.hold(scope, self._claim)
            return read_access(scope, mailbox), place_of(mailbox)

    def _take_all(self, connection: ImapConnection, place: Place, seconds: float) -> bool:
        """Take batch after batch, as long as there is time; return whether nothing is left."""
        end = time.monotonic() + seconds
        tried: set[int] = set()
        while True:
            fetched = fetch_batch(self._platform, self._claim, connection, place, tried)
            self.stored += fetched.stored
            if fetched.is_through:
                return True
            if self._stop.is_set() or time.monotonic() > end:
                return False

    def _stay(self, connection: ImapConnection, place: Place) -> None:
        """Hear of new messages, and take them as they come."""
        end = time.monotonic() + LONGEST_STAY
        while not self._stop.is_set() and time.monotonic() < end:
            self._note_success()
            connection.begin_idle()
            self._listen(connection)
            connection.end_idle()
            # Whatever it said: a server may forget to tell, or tell too early.
            while not self._take_all(connection, place, LONGEST_VISIT):
                if self._stop.is_set():
                    return

    def _listen(self, connection: ImapConnection) -> None:
        """Wait for news; return after a while without any, too, so that the lease is renewed."""
        until = time.monotonic() + RENEWAL
        while not self._stop.is_set() and time.monotonic() < until:
            if connection.has_news(LISTENING):
                return

    def _note_success(self) -> None:
        with self._platform.scope(self._claim.tenant_id) as scope:
            if PLUGIN not in scope.tenant.plugins:
                raise LeaseLostError
            mailbox = leases.hold(scope, self._claim)
            mailbox.fetched_at = scope.now()
            mailbox.failures, mailbox.error, mailbox.error_details = 0, "", {}
