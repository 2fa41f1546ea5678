"""``ventanilla mail``: fetching, taking in what is piped, and printing what a message says."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.support.tree import ROOT

MAIL = "Message-ID: <{0}@mail.example>\nFrom: Ana <ana@mail.example>\nSubject: No {0}\n\nHello\n"
# A process that dies, as by kill -9, when it comes to a function for the first time.
DYING = """
import os, signal, sys
from {module} import {owner}

def die(*_args, **_options):
    os.kill(os.getpid(), signal.SIGKILL)

{owner}.{name} = die
sys.argv = ["ventanilla", "mail", "fetch", "--once"]
from core.cli import main
main()
"""


@pytest.fixture
def environ(settings):
    """The environment of the test's installation."""
    return {
        "PATH": os.environ["PATH"],
        "VENTANILLA_DATABASE_URL": settings.database_url,
        "VENTANILLA_BLOB_URL": settings.blob_url,
        "VENTANILLA_SECRET": settings.secret,
        "VENTANILLA_HTTP_NETWORKS": ",".join(settings.http_networks),
    }


@pytest.fixture
def run(commands, platform, environ):
    def run(*arguments, given="", **changes):
        return commands.run("mail", *arguments, environ={**environ, **changes}, given=given)

    return run


def decisions(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


class TestIngest:
    def test_a_message_on_standard_input_becomes_a_case(self, run, make_mailbox, received):
        make_mailbox(address="help@acme.example")

        done = run(
            *("ingest", "--tenant", "acme", "--sender", "ana@mail.example"),
            *("--recipient", "help@acme.example"),
            given=MAIL.format(1),
        )

        assert done.returncode == 0, done.stderr
        (decision,) = decisions(done)
        assert (decision["state"], decision["from"]) == ("filed", "ana@mail.example")
        assert decision["case_id"]
        assert received() == [MAIL.format(1).encode()]

    def test_again_it_is_the_same_one(self, run):
        first, second = (
            decisions(run("ingest", "--tenant", "acme", "-", given=MAIL.format(1)))[0]
            for _time in range(2)
        )

        assert (first["is_new"], second["is_new"]) == (True, False)
        assert first["case_id"] == second["case_id"]

    def test_files_with_one_message_or_several(self, run, tmp_path, received):
        one, several = tmp_path / "one.eml", tmp_path / "several.mbox"
        one.write_text(MAIL.format(1))
        several.write_text(
            "".join(f"From x Mon Nov  2 10:00:00 2026\n{MAIL.format(n)}\n" for n in (2, 3))
        )

        done = run("ingest", "--tenant", "acme", one, several)

        assert done.returncode == 0, done.stderr
        assert [one["subject"] for one in decisions(done)] == ["No 1", "No 2", "No 3"]

    @pytest.mark.parametrize(
        ("arguments", "given"),
        [
            (("--tenant", "nobody"), MAIL.format(1)),
            (("--tenant", "acme"), ""),
            (("--tenant", "acme", "missing.eml"), ""),
        ],
        ids=["no such tenant", "an empty message", "no such file"],
    )
    def test_bad_input_ends_with_2(self, run, arguments, given):
        done = run("ingest", *arguments, given=given)

        assert done.returncode == 2
        assert done.stderr.startswith("ventanilla: ")
        assert done.stdout == ""

    def test_a_database_that_is_away_ends_with_75(self, run, tmp_path):
        away = f"sqlite:///{tmp_path / 'missing' / 'database'}"

        done = run("ingest", "--tenant", "acme", given=MAIL.format(1), VENTANILLA_DATABASE_URL=away)

        assert done.returncode == 75

    def test_a_store_that_is_away_ends_with_75(self, run, tmp_path):
        (tmp_path / "blocked").touch()

        done = run(
            *("ingest", "--tenant", "acme"),
            given=MAIL.format(1),
            VENTANILLA_BLOB_URL=f"file://{tmp_path / 'blocked' / 'blobs'}",
        )

        assert done.returncode == 75
        assert run("ingest", "--tenant", "acme", given=MAIL.format(1)).returncode == 0


class TestParse:
    def test_it_prints_what_a_message_says(self, run):
        done = run("parse", given=MAIL.format(1))

        assert json.loads(done.stdout)["subject"] == "No 1"


@pytest.mark.program("dovecot")
class TestFetch:
    def test_what_is_there_now(self, run, dovecot, imap_user, imap_mailbox, received):
        dovecot.put(imap_user, MAIL.format(1).replace("\n", "\r\n").encode())

        done = run("fetch", "--once", "--tenant", "acme")

        assert done.stdout == "1 new messages.\n"
        assert len(received()) == 1

    @pytest.mark.parametrize(
        ("module", "owner", "name", "stored"),
        [
            ("plugins.email_channel.services", "fetching", "receive", 0),
            ("plugins.email_channel.services.imap_connection", "ImapConnection", "mark_seen", 1),
        ],
        ids=["before it is stored", "between storing and marking"],
    )
    def test_killed_it_loses_and_doubles_nothing(
        self,
        environ,
        dovecot,
        imap_user,
        imap_mailbox,
        clock,
        fetch,
        received,
        module,
        owner,
        name,
        stored,
    ):
        dovecot.put(imap_user, MAIL.format(1).replace("\n", "\r\n").encode())
        code = DYING.format(module=module, owner=owner, name=name)

        done = subprocess.run(  # noqa: S603  # our own interpreter
            [sys.executable, "-W", "ignore", "-c", code],
            env=environ,
            cwd=ROOT,
            check=False,
            timeout=60,
        )

        assert done.returncode == -signal.SIGKILL
        assert (len(received()), dovecot.count(imap_user, "SEEN")) == (stored, 0)
        clock.advance(minutes=10)
        fetch()
        assert (len(received()), dovecot.count(imap_user, "SEEN")) == (1, 1)
