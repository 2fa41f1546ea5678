"""A process is killed between a commit and the last of what follows from it."""

from email.utils import parseaddr

import pytest

from core.cases.models import Case
from core.db.outbox import OutboxMessage
from core.mail.models import MailMessage
from tests.faults.filing import file_case
from tests.faults.installation import wait_for

ONCE = [
    "before_hand_over",
    pytest.param("begin_cases.notify_created", marks=pytest.mark.long),
    "end_cases.notify_created",
    pytest.param("begin_mail.send_mail", marks=pytest.mark.long),
]
TWICE = ["mail_accepted", pytest.param("end_mail.send_mail", marks=pytest.mark.long)]


def settled(installation, client):
    """Whether every mail to this contact is sent and nothing waits."""
    mails = installation.rows(MailMessage, MailMessage.contact_id == client.contact.id)
    open_ = OutboxMessage.done_at.is_(None) & OutboxMessage.failed_at.is_(None)
    waiting = installation.count(OutboxMessage, open_)
    return bool(mails) and not waiting and all(mail.state == "sent" for mail in mails)


class TestKillBetweenCommitAndMail:
    @pytest.mark.parametrize("point", ONCE)
    def test_the_mail_goes_out_once(self, installation, post_office, enter, point):
        client = enter()
        installation.kill_at(point)

        file_case(client, f"Killed {point}")
        installation.wait_for_death_at(point)

        wait_for(lambda: settled(installation, client), why="the mail is sent")
        assert installation.count(Case, Case.contact_id == client.contact.id) == 1
        assert len(post_office.to(client.contact.email)) == 1

    @pytest.mark.parametrize("point", TWICE)
    def test_a_mail_that_may_go_twice_has_one_id(self, installation, post_office, enter, point):
        client = enter()
        installation.kill_at(point)

        file_case(client, f"Killed {point}")
        installation.wait_for_death_at(point)

        wait_for(lambda: settled(installation, client), why="the mail is sent")
        copies = post_office.to(client.contact.email)
        (mail,) = installation.rows(MailMessage, MailMessage.contact_id == client.contact.id)
        # The server took the first, and only we don't know: programs for mail show these as one.
        assert len(copies) == 2
        assert {copy["Message-ID"].strip("<>") for copy in copies} == {mail.message_id.strip("<>")}
        assert {parseaddr(copy["To"])[1] for copy in copies} == {client.contact.email}
