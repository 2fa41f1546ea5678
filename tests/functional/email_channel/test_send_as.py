"""Staff choose from which mailbox the mails of a case go out."""

import pytest

from core.activity.models import Activity
from plugins.email_channel.models import ChosenSender, Mailbox
from plugins.email_channel.services.mailboxes import remove_mailbox
from tests.support.mails import ANA, SUPPORT, write_mail
from tests.support.pages import words

OTHER = "ventas@acme-mail.example"


@pytest.fixture
def case(deliver, ana, cases, add_mailbox):
    add_mailbox(OTHER, is_default=False, sender_name="Ventas")
    deliver(write_mail(ANA, "Precio", "¿Cuánto cuesta?"))
    return cases()[0]


@pytest.fixture
def desk(as_agent, make_staff):
    return as_agent(make_staff(name="Carla Ruiz"))


@pytest.fixture
def answer(desk, case, jobs, sent):
    """Answer the case, and return the mail."""

    def answer():
        form = desk.get(f"/desk/cases/{case.number}").forms["reply"]
        form["message"] = "<p>Diez.</p>"
        form.submit().follow()
        jobs.run()
        return sent("case_note")[-1]

    return answer


def choose(desk, case, address):
    form = desk.get(f"/desk/cases/{case.number}").forms["sender"]
    form["_mailbox"].select(text=address)
    return form.submit().follow()


def test_at_first_it_is_the_one_that_the_case_came_to(desk, case, answer):
    form = desk.get(f"/desk/cases/{case.number}").forms["sender"]

    offered = {address: is_chosen for _id, is_chosen, address in form["_mailbox"].options}
    assert offered == {SUPPORT: True, OTHER: False}
    assert answer().sender == SUPPORT


def test_another_is_chosen_for_the_case_and_answers_come_back_to_it(
    desk, case, answer, deliver, rows
):
    page = choose(desk, case, OTHER)
    mail = answer()

    assert f"Mails of this case go out from {OTHER}." in words(page)
    assert (mail.sender, mail.sender_name) == (OTHER, "Ventas")
    assert mail.reply_to.startswith("ventas+")
    assert deliver(write_mail(ANA, "Re: x", "Gracias", to=mail.reply_to)).case_id == case.id
    (entry,) = rows(Activity, Activity.kind == "email_channel.sender")
    assert (entry.case_id, entry.data["address"]) == (case.id, OTHER)


def test_one_that_is_removed_is_chosen_no_more(desk, case, answer, open_scope, rows):
    page = desk.get(f"/desk/cases/{case.number}")
    stale = page.forms["sender"]
    stale["_mailbox"].select(text=OTHER)
    choose(desk, case, OTHER)
    (row,) = rows(ChosenSender)
    with open_scope() as scope:
        remove_mailbox(scope, scope.session.get(Mailbox, (scope.tenant_id, row.mailbox_id)))

    assert "not there any more" in words(stale.submit().follow())
    assert answer().sender == SUPPORT


def test_with_one_mailbox_there_is_nothing_to_choose(desk, make_case, ana, mailbox_row):
    page = desk.get(f"/desk/cases/{make_case(ana).number}")

    assert "sender" not in page.forms
