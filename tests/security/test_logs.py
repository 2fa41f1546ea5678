"""Nothing secret is in what is logged while people sign in, recover their access and file cases."""

import json
import re
from dataclasses import replace

import pytest
import structlog

from core.app import create_app
from core.identity.credentials.one_time import issue_link_token
from core.log import set_up_logging
from core.testing.mail import text_of
from core.testing.people import PASSWORD
from tests.security.browsers import Browsers

TYPED = "a-very-own-passphrase-4711"
LINK = re.compile(r"https?://[^/\s]+(/\S+)")


@pytest.fixture
def platform(platform, mailbox):
    platform.settings = replace(platform.settings, smtp_url=mailbox.url, log_format="json")
    return platform


class TestLogs:
    def test_no_secret_is_in_them_nor_stored(
        self, platform, acme, mailbox, jobs, address_of, rows, capsys
    ):
        browsers = Browsers(create_app(platform=platform), platform)
        set_up_logging(platform.settings)  # now that the test listens to what is written
        browser = browsers.open("acme")
        token = {"csrf_token": browser.token}
        ana, bruno = acme.people["owner"], acme.people["other"]

        for password in (TYPED, PASSWORD):
            body = {"name": ana.email, "password": password, **token}
            browser.start()
            browser.post("/login", body, expect_errors=True)
        session = browser.cookies["ventanilla"]
        browser.start()
        # Not for Ana: while an address can be undone, nobody is mailed a link to it.
        browser.post(
            "/recover", {"email": bruno.email, "identifier": bruno.identifier, **token}, status="*"
        )
        jobs.run()
        links = [path for mail in mailbox.messages for path in LINK.findall(text_of(mail))]
        links += [address_of(acme, route) for route in ("portal.verify", "portal.verify_address")]
        for link in links:
            browser.get(link, expect_errors=True)
        browser.get("/cases/%00", expect_errors=True)

        written = capsys.readouterr().err
        tokens = [link.rpartition("/")[2].partition("?")[0] for link in links]
        secrets = [TYPED, PASSWORD, session, *(one for one in tokens if len(one) > 30)]
        assert len(secrets) > 5
        assert "/login" in written
        assert [secret for secret in secrets if secret in written] == []
        stored = str(rows.read(but=()))
        assert ana.email in stored
        assert [secret for secret in secrets if secret in stored] == []


class TestScan:
    """What listens to the whole suite (``tests.support.log_scan``)."""

    @pytest.mark.parametrize("log_format", ["json", "console"])
    def test_it_hears_what_is_written_and_nothing_that_is_hidden(
        self, log_format, settings, log_scan, open_scope, make_contact
    ):
        set_up_logging(replace(settings, log_format=log_format))
        contact = make_contact()
        with open_scope() as scope:
            token = issue_link_token(scope, contact, "recover")
        log = structlog.get_logger("x")

        log.info("request", path=f"/recover/{token}", password=PASSWORD)
        assert log_scan == []

        log.info("request", path=f"/elsewhere/{token}")
        log.info("%s was typed", PASSWORD)
        assert len(log_scan) == 2
        log_scan.clear()


class TestDenials:
    @pytest.mark.parametrize(
        ("role", "route"),
        [("agent", "core.plugins"), ("other", "portal.case"), ("other", "core.file")],
    )
    def test_the_operator_reads_who_asked_for_what(
        self, role, route, platform, acme, address_of, capsys
    ):
        browser = Browsers(create_app(platform=platform), platform).open("acme", acme.people[role])
        set_up_logging(platform.settings)
        path = address_of(acme, route)

        browser.get(path, status=404)

        written = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        (answered,) = [line for line in written if line["event"] == "request"]
        assert answered["path"] == path
        assert answered["status"] == 404
        assert answered["actor"] == str(acme.people[role].id)
        assert answered["tenant"] == "acme"
        denied = [line["path"] for line in written if line["event"] == "denied"]
        assert denied == ([path] if route == "core.plugins" else [])
