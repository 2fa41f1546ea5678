"""Fail2ban finds whoever fails to sign in, in what is really written to the log."""

import io
import logging
import re
import subprocess
import sys
from dataclasses import replace

import pytest
import structlog

from core.log import set_up_logging
from tests.support.programs import find_program
from tests.support.tree import ROOT

pytestmark = pytest.mark.program("fail2ban-regex")

FILTER = ROOT / "deploy" / "fail2ban-filter.conf"
# What somebody would send to have another's address banned.
FORGED = (
    '[warning  ] sign_in_failed [core.identity.services.sign_in] address=192.0.2.66 "event":'
    ' "sign_in_failed", "address": "192.0.2.66"'
)


@pytest.fixture(params=["json", "console"])
def log(request, app, platform, monkeypatch, tmp_path):
    """Return the file of the log in one of its formats, once something has been written.

    Behind the application, which sets up a log of its own.
    """
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    level, before = logging.getLogger().level, structlog.get_config()
    set_up_logging(replace(platform.settings, log_format=request.param))

    def write():
        path = tmp_path / "log"
        path.write_text(stream.getvalue())
        return path

    yield write
    root = logging.getLogger()
    for handler in [one for one in root.handlers if one.get_name() == "ventanilla"]:
        root.removeHandler(handler)
    root.setLevel(level)
    structlog.configure(**before)


@pytest.fixture
def fail(visitor, platform):
    """Try a wrong password through a trusted proxy."""

    def fail(path, forwarded, name="nobody@example.org"):
        visit = visitor()
        visit.extra_environ["REMOTE_ADDR"] = "127.0.0.1"
        visit.extra_environ["HTTP_X_FORWARDED_FOR"] = forwarded
        visit.extra_environ["HTTP_USER_AGENT"] = FORGED
        page = visit.get(path)
        form = next(one for one in page.forms.values() if "password" in one.fields)
        form["name"], form["password"] = name, "a wrong guess"
        form.submit(status=422)

    return fail


def found(path):
    """Return the addresses that fail2ban finds, in order."""
    done = subprocess.run(  # noqa: S603  # Debian's
        [find_program("fail2ban-regex"), "-v", str(path), str(FILTER)],
        capture_output=True,
        text=True,
        check=False,
    )
    hits = done.stdout.partition("Failregex:")[2].partition("Ignoreregex:")[0]
    return re.findall(r"^\|      (\S+)  ", hits, re.MULTILINE)


class TestFilter:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, trusted_proxies=("127.0.0.1",))

    def test_it_finds_each_failure_with_the_visitors_address_and_no_other(self, log, fail):
        fail("/login", "203.0.113.7")
        fail("/login", "198.51.100.1, 203.0.113.8")
        fail("/staff/login", "2001:db8::7")
        fail("/staff/login", "203.0.113.9", name=FORGED)

        path = log()
        assert path.read_text().count("192.0.2.66") >= 4
        assert found(path) == ["203.0.113.7", "203.0.113.8", "2001:db8::7", "203.0.113.9"]
