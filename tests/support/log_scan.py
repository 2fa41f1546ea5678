"""Listens to everything that is logged while the suite runs: nothing secret may be in it.

Each test that signs in, mails a link or fails in the middle of it is a test of the logs, too.
"""

import logging
import secrets
from collections import deque

import pytest

from core.identity import devices
from core.identity.credentials import one_time
from core.identity.services import sessions
from core.testing.people import PASSWORD

OWN = "ventanilla"
# What people type, what signs cookies, and the latest links and session tokens that were given out.
LASTING = (PASSWORD, "only for tests, only for tests")
REMEMBERED = 300


class LogScan(logging.Handler):
    """Looks at each line as it is written, after whatever takes secrets out of it."""

    def __init__(self):
        super().__init__()
        self.given = deque(maxlen=REMEMBERED)
        self.found = []

    def emit(self, record):
        writer = next((one for one in logging.getLogger().handlers if one.get_name() == OWN), None)
        if writer is not None:
            line = writer.format(record)
            self.found += [line for secret in (*LASTING, *self.given) if secret in line]

    def token_urlsafe(self, size):
        """Make a token as ``secrets`` does, and listen for it from now on."""
        token = secrets.token_urlsafe(size)
        self.given.append(token)
        return token

    choice = staticmethod(secrets.choice)


@pytest.fixture(autouse=True, scope="session")
def _listening():
    scan = LogScan()
    with pytest.MonkeyPatch.context() as patch:
        for module in (devices, one_time, sessions):
            patch.setattr(module, "secrets", scan)
        logging.getLogger().addHandler(scan)
        yield scan
        logging.getLogger().removeHandler(scan)


@pytest.fixture(autouse=True)
def log_scan(_listening):
    """What was logged of secrets in this test."""
    yield _listening.found
    told, _listening.found[:] = list(_listening.found), []
    assert told == []
