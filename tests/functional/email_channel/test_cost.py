"""What deciding about a message asks the database."""

import pytest

from plugins.email_channel.parsing import parse_mail
from plugins.email_channel.services.deciding import decide_mail
from plugins.email_channel.services.receiving import receive
from tests.support.mails import ANA, SUPPORT, write_mail


@pytest.fixture
def asked(open_scope, mailbox_row, queries):
    """Let a message in, and return how many statements the decision took."""

    def asked(raw):
        with open_scope() as scope:
            mail_id = receive(scope, raw, came_by="command", envelope_to=[SUPPORT]).id
        with open_scope() as scope:
            queries.clear()
            mail = decide_mail(scope, mail_id, parse_mail(raw))
            assert mail.state == "filed"
            return len(queries)

    return asked


def test_a_new_case_takes_few_statements(asked, ana):
    asked(write_mail(ANA, "Uno", "Sin luz."))  # the first case makes the counter of numbers

    assert asked(write_mail(ANA, "Dos", "Sin luz.")) <= 17


def test_an_answer_takes_few_statements(asked, ana, make_case):
    case = make_case(ana)

    assert asked(write_mail(ANA, f"Re: [#{case.number}] Sin luz", "Ya volvió.")) <= 22
