"""What tests of signing in have in common."""

import re
from dataclasses import replace

import pytest

from core.tenancy.services import read_document, save_settings
from core.testing.mail import text_of

LINK = re.compile(r"https?://[^/\s]+(/\S+)")


@pytest.fixture
def platform(platform, mailbox):
    platform.settings = replace(platform.settings, smtp_url=mailbox.url)
    return platform


@pytest.fixture
def mailed(jobs, mailbox):
    """Run what waits; return the last mail to an address: subject, text, paths of its links."""

    def mailed(address):
        jobs.run()
        message = mailbox.to(address)[-1]
        text = text_of(message)
        return message["Subject"], text, LINK.findall(text)

    return mailed


@pytest.fixture
def set_up(open_scope):
    """Change settings of the first tenant: ``set_up(recovery="code")``."""

    def set_up(section="identity", **values):
        with open_scope() as scope:
            stored = read_document(scope, "settings").get(section, {})
            save_settings(scope, section, {**stored, **values})

    return set_up
