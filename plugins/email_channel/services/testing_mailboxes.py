"""Trying a mailbox out, for whoever sets it up: no mail is stored or marked."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plugins.email_channel.services.imap_connecting import connect
from plugins.email_channel.services.mailbox_access import account_of, read_access
from plugins.email_channel.services.mailbox_errors import MailboxError, name_folders
from plugins.email_channel.services.mailboxes import store_secret

if TYPE_CHECKING:
    from core.plugin.api import Scope
    from plugins.email_channel.models import Mailbox

# Somebody waits for the answer in a thread of the web server: others must find one, too.
MOST_AT_ONCE = 2
STEP = 8.0  # seconds for a command and its answer
_places = threading.BoundedSemaphore(MOST_AT_ONCE)


@dataclass(frozen=True, slots=True)
class MailboxTest:
    """What was found in a mailbox that works."""

    messages: int
    unread: int


def try_mailbox(scope: Scope, mailbox: Mailbox) -> MailboxTest:
    """Connect to a mailbox as the fetcher does, and count what is there.

    :raises MailboxError: it does not work; the error says why
    """
    if not _places.acquire(blocking=False):
        raise MailboxError("busy")
    try:
        return _try(scope, mailbox)
    finally:
        _places.release()


def _try(scope: Scope, mailbox: Mailbox) -> MailboxTest:
    account, renewed = account_of(scope.settings, read_access(scope, mailbox))
    if renewed:
        store_secret(scope, mailbox, "secret", renewed)
    with closing(connect(scope.settings, account, step=STEP)) as connection:
        folder = connection.open_folder(mailbox.folder)
        if mailbox.after_fetch == "move" and not connection.has_folder(mailbox.move_to):
            known = name_folders(connection.list_folders())
            raise MailboxError("move_folder", folder=mailbox.move_to, folders=known)
        unread = connection.search(["UNSEEN"])
    return MailboxTest(folder.messages, len(unread))
