"""What mail can't make us send: to many, to strangers, and without end."""

import pytest

from core.cases.notify.recipients import AUTOMATIC_AN_HOUR
from core.plugin.api.cases import add_note, get_case_by_id
from core.testing.cases import actor_of
from plugins.email_channel.services.authentication import Authentication
from tests.support.mails import ANA, SUPPORT, write_mail

DESK = ("cases:read", "cases:answer", "cases:change")
FIFTY = [f"p{number}@nowhere.example" for number in range(50)]
WORDS = "WIN A PRIZE"


@pytest.fixture
def told(sent):
    """Return every address that any mail went to."""
    return lambda: {address for one in sent() for _name, address in (*one.to, *one.cc)}


@pytest.fixture
def answer(open_scope, make_staff, jobs):
    def act(case):
        with open_scope(actor=actor_of(make_staff(), *DESK)) as scope:
            add_note(scope, get_case_by_id(scope, case.id), "<p>Is it dark?</p>")
        jobs.run()

    return act


@pytest.mark.parametrize("count", [3, 50])
def test_nobody_in_copy_hears_of_a_new_case_or_of_what_follows(
    deliver, ana, cases, told, sent, count
):
    first = write_mail(ANA, "Lamp", WORDS, cc=", ".join(FIFTY[:count]), message_id="<1@x.example>")
    more = write_mail(ANA, "Re: Lamp", WORDS, cc=", ".join(FIFTY), in_reply_to="<1@x.example>")
    deliver(first, more)

    assert len(cases()) == 1
    assert not told() & set(FIFTY)


def test_staff_who_answer_decide_that_copies_hear_of_it_and_send_no_words_of_others(
    deliver, ana, cases, told, sent, answer
):
    deliver(write_mail(ANA, "Lamp", WORDS, cc=", ".join(FIFTY[:3])))
    (case,) = cases()
    answer(case)

    assert told() >= set(FIFTY[:3])
    to_copies = [one for one in sent("case_note") if one.contact_id is None]
    assert to_copies
    assert not [one for one in to_copies if WORDS in one.text + one.html]


def test_a_stranger_with_fifty_in_copy_reaches_none_of_them(deliver, cases, told, sent):
    deliver(write_mail("Eva <eva@evil.example>", "Lamp", WORDS, cc=", ".join(FIFTY)))

    assert not told() & set(FIFTY)
    assert not [one for one in sent() if WORDS in one.text + one.html]


def test_a_forged_sender_s_mail_sends_nothing_to_anybody(deliver, ana, told, checks):
    checks[0] = Authentication(verdict="fail", details=("dmarc=fail",))
    deliver(write_mail(ANA, "Lamp", WORDS, cc=", ".join(FIFTY)))

    assert not told() & {*FIFTY, "ana@cliente.example"}


def test_many_mails_of_one_sender_are_not_each_confirmed(deliver, ana, sent):
    deliver(
        *[write_mail(ANA, f"Lamp {number}", "Dark.") for number in range(AUTOMATIC_AN_HOUR + 3)]
    )

    confirmed = sent("case_incomplete")
    too_many = [one for one in confirmed if "too many" in one.error]
    assert (len(confirmed), len(too_many)) == (AUTOMATIC_AN_HOUR + 3, 3)


def test_two_mailboxes_that_write_to_each_other_come_to_an_end(deliver, cases, sent):
    deliver(write_mail(SUPPORT, "Lamp", "Dark."))

    assert cases() == []
    assert sent() == []


def test_what_a_case_lacks_is_asked_for_from_its_mailbox(deliver, ana, sent):
    deliver(write_mail(ANA, "Lamp", "Dark."))

    (mail,) = sent("case_incomplete")
    assert mail.sender == SUPPORT
    assert mail.reply_to.startswith(f"{SUPPORT.partition('@')[0]}+")


def test_a_program_is_not_asked_for_what_its_case_lacks(deliver, ana, tune, cases, sent):
    tune("email_channel", automatic_mail="case")
    deliver(write_mail(ANA, "Backup failed", "Disk full.", auto_submitted="auto-generated"))

    assert len(cases()) == 1
    assert [one.state for one in sent("case_incomplete")] == ["held"]
