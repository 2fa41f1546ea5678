"""What operators do with jobs and mails, by the commands that they type."""

import pytest

from core.mail.services import Recipient, queue_mail
from core.platform import Platform
from core.settings.environment import read_settings


@pytest.fixture(scope="module")
def environ(tmp_path_factory):
    """The settings of an installation in an empty folder."""
    folder = tmp_path_factory.mktemp("operating")
    return {
        "VENTANILLA_DATABASE_URL": f"sqlite:///{folder / 'cli.db'}",
        "VENTANILLA_BLOB_URL": f"file://{folder / 'blobs'}",
        "VENTANILLA_SECRET": "s" * 40,
    }


@pytest.fixture(scope="module")
def run(commands, environ):
    """Run the command; give back status, output and errors."""

    def call(*args, given="", **more):
        done = commands.run(*args, environ=environ | more, given=given)
        return done.returncode, done.stdout, done.stderr

    assert call("db", "upgrade")[0] == 0
    assert call("tenant", "create", "acme", "Acme")[0] == 0
    return call


@pytest.fixture
def mail(run, environ):
    """Ask for a mail, as a page does; return its id. What waits in the end is dropped."""
    platform = Platform.start(read_settings(environ))
    with platform.scope("acme") as scope:
        asked = queue_mail(
            scope,
            "case_closed",
            to=[Recipient("ana@example.org", "Ana", "en")],
            data={
                "number": 12,
                "subject": "Lamp",
                "message": "",
                "page": None,
                "can_answer": False,
                "write_to": "",
            },
        )
    platform.engine.dispose()
    yield str(asked.id)
    run("jobs", "drop", "--tenant", "acme", "--yes")


class TestJobs:
    def test_they_are_listed_with_what_they_are_and_whose(self, run, mail):
        status, out, _err = run("jobs", "list", "--tenant", "acme")

        assert status == 0
        assert [line.split("\t")[1:5:2] for line in out.splitlines()] == [["waiting", "acme"]]
        assert "mail.send_mail" in out
        assert run("jobs", "list", "--state", "given-up") == (0, "", "")

    def test_one_is_dropped_when_it_is_agreed_to_and_not_before(self, run, mail):
        status, _out, err = run("jobs", "drop", "--actor", "mail.send_mail", given="n\n")
        assert status != 0
        assert "mail.send_mail" in run("jobs", "list")[1], err

        status, out, _err = run("jobs", "drop", "--actor", "mail.send_mail", "--yes")
        assert (status, out) == (0, "1 jobs dropped.\n")
        assert run("jobs", "list")[1] == ""

    def test_one_is_done_here_and_now(self, run, mail):
        status, out, _err = run("jobs", "run", "mail.send_mail", mail, "--tenant", "acme")

        assert (status, out) == (0, "Done: mail.send_mail.\n")

    def test_what_can_not_be_done_is_said_in_a_sentence(self, run):
        wrong = (
            ("jobs", "drop", "--yes"),
            ("jobs", "retry", "--yes", "--state", "given-up"),
            ("jobs", "drop", "--yes", "--state", "done"),
            ("jobs", "list", "--tenant", "nobody"),
            ("mail", "list", "--tenant", "nobody"),
            ("mail", "resend"),
            ("mail", "resend", "01a20138-f6fc-7700-ae63-d21c336fbaa7", "--yes"),
            ("mail", "resend", "--failed", "--yes"),
        )
        answers = {words: run(*words) for words in wrong}

        assert {words: answer[:2] for words, answer in answers.items()} == dict.fromkeys(
            wrong, (2, "")
        )
        lines = [err.splitlines() for _status, _out, err in answers.values()]
        assert [len(one) for one in lines] == [1] * len(wrong)
        assert all(one[0].startswith("ventanilla: ") for one in lines)


class TestMails:
    def test_they_are_listed_by_state_and_address(self, run, mail):
        status, out, _err = run("mail", "list", "--to", "ana@", "--state", "queued", "--limit", "1")

        assert status == 0
        assert out.startswith(mail)
        assert run("mail", "list", "--to", "eva@") == (0, "", "")

    def test_one_is_sent_again_where_there_is_a_mail_server(self, run, mail):
        run("jobs", "run", "mail.send_mail", mail, "--tenant", "acme")

        status, out, err = run("mail", "resend", mail, "--yes")
        assert (status, out) == (2, "")
        assert "VENTANILLA_SMTP_URL" in err

        server = {"VENTANILLA_SMTP_URL": "smtp://127.0.0.1:1"}
        status, out, err = run("mail", "resend", mail, "--yes", **server)
        assert (status, out, err) == (0, f"{mail}\tgoes to ana@example.org\n", "")
        assert "mail.send_mail" in run("jobs", "list")[1]
