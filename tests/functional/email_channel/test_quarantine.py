"""What staff decide about messages that the rules have not filed, and deciding anew."""

from itertools import product

import pytest

from core.cases.models import Case, CaseNote
from core.cases.services import close_case, get_case_by_id
from core.errors import ConflictError, ForbiddenError, NotFoundError
from core.scope import Actor
from core.testing.cases import actor_of
from plugins.email_channel.services import replaying
from plugins.email_channel.services.blocking import unblock_sender
from plugins.email_channel.services.quarantine import (
    accept_mail,
    assign_mail,
    block_and_reject,
    reject_mail,
)
from plugins.email_channel.services.replaying import count_replayable, request_replay
from tests.support.mails import ANA, EVA, write_mail

SEE = "email_channel:see"


@pytest.fixture
def as_carla(open_scope, make_staff):
    carla = make_staff(name="Carla Ruiz")

    def open_as(*permissions):
        rights = permissions or (SEE, "cases:read", "cases:answer")
        return open_scope(actor=actor_of(carla, *rights))

    return open_as


@pytest.fixture
def waiting(deliver, tune):
    tune("email_channel", unknown_sender="quarantine")
    return deliver(write_mail(EVA, "Consulta", "¿Cuánto cuesta?"))


class TestDeciding:
    def test_accepted_it_becomes_a_case_of_a_new_contact(self, waiting, as_carla, cases, rows):
        with as_carla() as scope:
            mail = accept_mail(scope, waiting.id)

            assert (mail.state, mail.outcome, mail.decided_by) == ("filed", "case", "Carla Ruiz")
        assert [case.subject for case in cases()] == ["Consulta"]

    def test_it_is_added_to_a_case(self, waiting, as_carla, make_case, ana, notes):
        case = make_case(ana)

        with as_carla() as scope:
            mail = assign_mail(scope, waiting.id, str(case.number))

            assert (mail.state, mail.case_id) == ("filed", case.id)
        assert "cuesta" in notes(case.id)[-1].html

    def test_to_a_case_that_there_is_not_nothing_is_added(self, waiting, as_carla):
        with as_carla() as scope, pytest.raises(NotFoundError):
            assign_mail(scope, waiting.id, "999")

    def test_refused_it_can_still_be_let_in(self, waiting, as_carla, cases):
        with as_carla() as scope:
            assert reject_mail(scope, waiting.id).state == "rejected"
        with as_carla() as scope:
            assert accept_mail(scope, waiting.id).state == "filed"
        assert len(cases()) == 1

    def test_our_own_mail_can_be_let_in(self, deliver, as_carla, make_case, ana, jobs, sent, cases):
        make_case(ana)
        jobs.run()
        (ours,) = sent("case_created")
        mail = deliver(write_mail(ANA, "Reenvío", "Miren.", message_id=ours.message_id))

        with as_carla() as scope:
            assert accept_mail(scope, mail.id).outcome == "case"

    def test_its_sender_is_blocked(self, waiting, as_carla, deliver):
        with as_carla() as scope:
            block_and_reject(scope, waiting.id)

        assert deliver(write_mail(EVA, "Otra", "Más.")).outcome == "blocked"

        with as_carla() as scope:
            unblock_sender(scope, "eva@tercero.example")
        assert deliver(write_mail(EVA, "Otra", "Todavía más.")).outcome == "unknown_sender"

    def test_two_who_let_it_in_make_one_case(self, waiting, as_carla, cases):
        with as_carla() as scope:
            accept_mail(scope, waiting.id)
        with as_carla() as scope, pytest.raises(ConflictError):
            accept_mail(scope, waiting.id)
        assert len(cases()) == 1

    @pytest.mark.parametrize("decide", [accept_mail, reject_mail, block_and_reject])
    def test_who_may_not_decides_nothing(self, waiting, open_scope, decide):
        stranger = Actor(kind="staff", name="X", permissions=frozenset(("cases:read",)))
        with open_scope(actor=stranger) as scope, pytest.raises(ForbiddenError):
            decide(scope, waiting.id)


class TestReplay:
    @pytest.fixture
    def replay(self, as_carla, jobs):
        def replay():
            with as_carla() as scope:
                counts = dict(count_replayable(scope))
                request_replay(scope)
            jobs.run()
            return counts

        return replay

    def test_after_a_change_of_a_parameter(self, waiting, replay, tune, cases):
        tune("email_channel", unknown_sender="create_contact")

        assert replay() == {"unknown_sender": 1}

        assert [case.subject for case in cases()] == ["Consulta"]

    @pytest.mark.req("X-13")
    def test_twice_makes_nothing_new(self, deliver, replay, ana, tune, rows, sent):
        tune("email_channel", unknown_sender="reject")
        deliver(
            write_mail(ANA, "Uno", "1"),
            write_mail(EVA, "Dos", "2"),
            write_mail(ANA, "Aviso", "3", auto_submitted="auto-replied"),
        )
        before = len(rows(Case)), len(rows(CaseNote)), len(sent())

        replay()
        replay()

        assert (len(rows(Case)), len(rows(CaseNote)), len(sent())) == before

    def test_one_that_fails_does_not_stop_the_next(
        self, waiting, deliver, as_carla, jobs, tune, cases, monkeypatch
    ):
        deliver(write_mail("Leo <leo@nadie.example>", "Otra", "Hola."))
        tune("email_channel", unknown_sender="create_contact")
        decide = replaying.decide_mail

        def fail_first(scope, mail_id, *given, **options):
            if mail_id == waiting.id:
                raise RuntimeError("a plugin")
            decide(scope, mail_id, *given, **options)

        monkeypatch.setattr(replaying, "decide_mail", fail_first)
        with as_carla() as scope:
            request_replay(scope)

        jobs.run(raising=False)

        assert [case.subject for case in cases()] == ["Otra"]

    def test_what_staff_decide_meanwhile_stays(self, waiting, as_carla, open_scope, tune, cases):
        tune("email_channel", unknown_sender="create_contact")
        with as_carla() as scope:
            reject_mail(scope, waiting.id)

        with open_scope() as scope:
            replaying.replay_mail(scope, waiting.id)

        assert cases() == []

    def test_what_staff_have_decided_stays(self, waiting, as_carla, replay, tune, cases):
        with as_carla() as scope:
            reject_mail(scope, waiting.id)
        tune("email_channel", unknown_sender="create_contact")

        assert replay() == {}
        assert cases() == []


THIRD_PARTY = ("accept", "quarantine")
CLOSED = ("reopen", "new_case", "no_update")
UNKNOWN = ("create_contact", "quarantine", "reject")
REPLY = {
    ("accept", "reopen"): "note",
    ("accept", "new_case"): "follow_up",
    ("accept", "no_update"): "closed",
}
STRANGER = {
    "create_contact": ("filed", "case"),
    "quarantine": ("quarantined", "unknown_sender"),
    "reject": ("rejected", "unknown_sender"),
}


@pytest.mark.req("X-13")
@pytest.mark.parametrize(
    ("third_party", "closed", "unknown"), list(product(THIRD_PARTY, CLOSED, UNKNOWN))
)
def test_every_combination_of_parameters_has_its_outcome(
    deliver, tune, make_case, ana, jobs, sent, open_scope, third_party, closed, unknown
):
    case = make_case(ana, subject="Sin luz")
    jobs.run()
    ours = next(one.message_id for one in sent("case_created"))
    with open_scope() as scope:
        close_case(scope, get_case_by_id(scope, case.id))
    tune("email_channel", third_party=third_party, unknown_sender=unknown)
    tune("cases", reply_to_closed=closed)

    third = deliver(write_mail(EVA, "Re: Sin luz", "Yo también.", in_reply_to=ours))
    stranger = deliver(write_mail("Leo <leo@nadie.example>", "Consulta", "Hola."))

    assert third.outcome == REPLY.get((third_party, closed), "third_party")
    assert (stranger.state, stranger.outcome) == STRANGER[unknown]
