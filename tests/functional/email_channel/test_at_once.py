"""The same thing at the same moment: one message by two ways, two who decide about it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.cases.models import CaseNote
from core.errors import ConflictError
from core.files.models import FileUpload
from core.testing.cases import actor_of
from plugins.email_channel.models import ReceivedMail
from plugins.email_channel.services.quarantine import accept_mail
from plugins.email_channel.services.receiving import receive
from plugins.email_channel.services.replaying import replay_mail
from tests.support.mails import ANA, EVA, write_mail

MANY = 6
SEE = ("email_channel:see", "cases:read", "cases:answer")


def at_once(*works):
    """Do all of them at once; return what each returned, or the conflict that it met."""
    together = threading.Barrier(len(works))

    def one(work):
        together.wait()
        try:
            return work()
        except ConflictError:
            return ConflictError

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


@pytest.mark.parametrize("has_id", [True, False], ids=["with Message-ID", "without"])
def test_a_message_by_many_ways_is_one(open_scope, rows, jobs, ana, cases, add_mailbox, has_id):
    boxes = [add_mailbox(f"b{n}@acme-mail.example", is_default=n == 0) for n in range(MANY)]
    raw = write_mail(ANA, "Sin luz", "Desde el lunes.")
    if not has_id:
        raw = b"\n".join(one for one in raw.split(b"\n") if not one.startswith(b"Message-ID"))

    def come_in(box):
        with open_scope() as scope:
            return receive(scope, raw, came_by="imap", mailbox_id=box.id)

    found = at_once(*(lambda box=box: come_in(box) for box in boxes))
    jobs.run()

    assert sorted(one.is_new for one in found) == [False] * (MANY - 1) + [True]
    assert len({one.id for one in found}) == len(rows(ReceivedMail)) == len(cases()) == 1
    assert len(rows(FileUpload, FileUpload.name == "message.eml")) == 1


def test_two_messages_with_one_id_are_two(deliver, ana, rows, cases):
    for text in ("Uno.", "Dos."):
        deliver(write_mail(ANA, "Sin luz", text, message_id="<same@people.example>"))

    assert len(rows(ReceivedMail)) == len(cases()) == 2


def test_many_who_decide_at_once_make_one_case(
    deliver, tune, open_scope, make_staff, rows, cases, jobs
):
    tune("email_channel", unknown_sender="quarantine")
    mail = deliver(write_mail(EVA, "Consulta", "Hola."))
    tune("email_channel", unknown_sender="create_contact")
    carla = make_staff(name="Carla Ruiz")

    def accept():
        with open_scope(actor=actor_of(carla, *SEE)) as scope:
            return accept_mail(scope, mail.id).outcome

    def replay():
        with open_scope() as scope:
            replay_mail(scope, mail.id)

    found = at_once(accept, accept, replay, accept, replay)

    assert len(cases()) == 1
    assert len(rows(CaseNote)) == 1
    assert found.count("case") <= 1
