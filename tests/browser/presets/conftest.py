"""People of a Spanish tenant that a preset made, and the mail they get."""

import re
from dataclasses import replace
from html import unescape

import pytest

from core.presets.services import apply_preset
from core.testing.mail import text_of

SPANISH = {"locale": "es-ES"}


@pytest.fixture
def platform(platform, mailbox):
    platform.settings = replace(platform.settings, smtp_url=mailbox.url)
    return platform


@pytest.fixture
def use_preset(platform):
    def use(name):
        with platform.scope("acme") as scope:
            apply_preset(scope, name)

    return use


@pytest.fixture
def window(open_page):
    """Open a browser whose owner reads Spanish, and is not signed in unless it says so."""
    return lambda **person: open_page(**SPANISH, **person)


@pytest.fixture
def mailed(jobs, mailbox):
    """Run what waits; return the last mail to an address: subject, plain text, HTML."""

    def mailed(address):
        jobs.run()
        message = mailbox.to(address)[-1]
        return message["Subject"], text_of(message).replace("\r", ""), text_of(message, "html")

    return mailed


@pytest.fixture
def link_in():
    """Return where a link of a mail leads, by what it says."""

    def find(html, words):
        links = re.findall(r'<a\s[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', html, re.DOTALL)
        texts = [" ".join(unescape(re.sub(r"<[^>]*>", "", inner)).split()) for _, inner in links]
        assert words in texts, f"no link says {words!r}: {texts}"
        return unescape(links[texts.index(words)][0])

    return find
