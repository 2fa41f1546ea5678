"""Very many messages wait: they are decided one after the other, in the same memory."""

import resource

import pytest

from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services.receiving import receive
from tests.support.mails import SUPPORT, write_mail

MANY = 10_000
FEW = 1000  # after which whatever is kept once is there
MOST_GROWTH = 40 * 1024  # kilobytes, for the other nine thousand


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_memory_does_not_grow_with_their_number(open_scope, mailbox_row, make_contact, jobs, rows):
    senders = [make_contact(email=f"drain{number}@cliente.example").email for number in range(200)]

    def let_in(first, beyond):
        for start in range(first, beyond, 100):
            with open_scope() as scope:
                for number in range(start, start + 100):
                    raw = write_mail(senders[number % 200], f"Lamp {number}", "It is dark. " * 200)
                    receive(scope, raw, came_by="imap", envelope_to=[SUPPORT])
        jobs.run()

    let_in(0, FEW)
    before = peak()
    let_in(FEW, MANY)

    assert peak() - before < MOST_GROWTH
    states = {(mail.state, mail.outcome) for mail in rows(ReceivedMail)}
    assert states <= {("filed", "case"), ("quarantined", "refused")}
