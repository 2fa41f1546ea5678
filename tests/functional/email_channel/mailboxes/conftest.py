"""Mailboxes to test with, at a real IMAP server where a test asks for one."""

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import select

from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services import listening
from plugins.email_channel.services.fetcher import fetch_once
from plugins.email_channel.services.listening import Listening, listen
from plugins.email_channel.services.mailboxes import add_mailbox, change_mailbox, get_mailbox
from plugins.email_channel.services.receiving import read_raw
from plugins.email_channel.services.recipients import deliver
from tests.support.mail_servers import LOOPBACK, PASSWORD

IMAP = {
    "receiving": "imap",
    "authentication": "password",
    "provider": "",
}


@pytest.fixture
def settings(settings):
    """The operator has allowed the networks of the tests' servers."""
    return replace(settings, http_networks=(*settings.http_networks, *LOOPBACK))


@pytest.fixture
def make_mailbox(open_scope):
    """Set a mailbox up: ``make_mailbox(host=…)``, by default one that is delivered to."""
    numbers = count(1)

    def make(slug="acme", **values):
        server = {name: values.pop(name) for name in list(values) if name in SERVER}
        with open_scope(slug) as scope:
            address = values.pop("address", f"help{next(numbers)}@{slug}.example")
            mailbox = add_mailbox(scope, {"address": address, **values})
            if server:
                change_mailbox(scope, mailbox, {**IMAP, **DEFAULTS, **server})
            return mailbox.id

    return make


SERVER = ("host", "port", "security", "username", "secret", "folder", "after_fetch", "move_to")
DEFAULTS = {"security": "none", "folder": "INBOX", "after_fetch": "seen", "secret": PASSWORD}


@pytest.fixture
def imap_mailbox(make_mailbox, dovecot, imap_user):
    """A mailbox at the IMAP server."""
    return make_mailbox(host="localhost", port=dovecot.port, username=imap_user)


@pytest.fixture
def stop():
    return threading.Event()


@pytest.fixture
def fetch(platform, stop):
    """Fetch from all mailboxes once; return how many new messages were stored."""
    return lambda: fetch_once(platform, stop)


@pytest.fixture
def received(open_scope):
    """Return the messages that a tenant has received, as they came, the oldest first."""

    def received(slug="acme"):
        with open_scope(slug) as scope:
            mails = scope.session.scalars(select(ReceivedMail).order_by(ReceivedMail.id)).all()
            return [read_raw(scope, mail) for mail in mails]

    return received


@pytest.fixture
def state(open_scope):
    """Return a mailbox as it stands in the database."""

    def state(mailbox_id, slug="acme"):
        with open_scope(slug) as scope:
            mailbox = get_mailbox(scope, mailbox_id)
            scope.session.expunge(mailbox)
            return mailbox

    return state


@pytest.fixture
def listener(platform):
    """Listen as ``ventanilla mail listen`` does; return the port."""

    @contextmanager
    def listener(**values):
        ready, ends, place = threading.Event(), [], []

        async def serve():
            stop = asyncio.Event()
            loop = asyncio.get_running_loop()
            ends.append(lambda: loop.call_soon_threadsafe(stop.set))

            def note(where):
                place.append(where)
                ready.set()

            await listen(platform, Listening(**{"port": 0, **values}), stop, note)

        thread = threading.Thread(target=asyncio.run, args=(serve(),))
        thread.start()
        assert ready.wait(20)
        try:
            yield int(place[0].rpartition(":")[2]) if ":" in place[0] else place[0]
        finally:
            ends[0]()
            thread.join(20)

    return listener


@pytest.fixture
def arrivals(monkeypatch):
    """Count what is stored: ``arrivals.acquire(timeout=…)``."""
    arrivals = threading.Semaphore(0)

    def counting(*args):
        deliver(*args)
        arrivals.release()

    monkeypatch.setattr(listening, "deliver", counting)
    return arrivals
