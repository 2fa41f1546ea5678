"""Many at once, over connections of their own: the database decides who was first."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from core.cases.models import Case, CaseNote
from core.cases.services import add_note, attach_file, get_case
from core.errors import ConflictError, Refused
from core.files.services import owner_of, stage_upload
from core.testing.cases import actor_of, edit_case, file_case

VALUES = {"product": "general/question/other", "subject": "No light", "message": "<p>Help</p>"}
AGENT = ("cases:read", "cases:answer", "cases:change")


@pytest.fixture
def at_once(platform):
    """Run a function in several transactions that begin together; return what each came to."""

    def run(times, actor, do):
        barrier = Barrier(times)

        def one(number):
            barrier.wait(timeout=30)
            try:
                with platform.scope("acme", actor=actor) as scope:
                    return do(scope, number)
            except (ConflictError, Refused) as error:
                return error

        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(one, range(times)))

    return run


@pytest.fixture
def ana(make_contact):
    return actor_of(make_contact())


class TestNumbers:
    def test_each_case_gets_its_own_without_a_gap(self, at_once, ana):
        numbers = at_once(8, ana, lambda scope, _number: file_case(scope, VALUES).number)

        assert sorted(numbers) == list(range(1, 9))


class TestOneTimeKeys:
    def test_a_form_sent_many_times_at_once_makes_one_case(self, at_once, open_scope, ana):
        numbers = at_once(
            6, ana, lambda scope, _number: file_case(scope, VALUES, once="form-1").number
        )

        assert set(numbers) == {1}
        with open_scope() as scope:
            assert scope.session.scalar(select(func.count()).select_from(Case)) == 1
            assert scope.session.scalar(select(func.count()).select_from(CaseNote)) == 1

    def test_so_does_a_note(self, at_once, open_scope, ana):
        with open_scope(actor=ana) as scope:
            number = file_case(scope, VALUES).number

        ids = at_once(
            6,
            ana,
            lambda scope, _number: (
                add_note(scope, get_case(scope, number), "<p>Hi</p>", once="form-2").id
            ),
        )

        assert len(set(ids)) == 1
        with open_scope() as scope:
            assert scope.session.scalar(select(func.count()).select_from(CaseNote)) == 2


class TestChanges:
    def test_one_of_those_who_edit_at_once_wins_and_the_others_are_told(
        self, at_once, open_scope, ana, make_staff
    ):
        with open_scope(actor=ana) as scope:
            number = file_case(scope, VALUES).number

        outcomes = at_once(
            4,
            actor_of(make_staff(), *AGENT),
            lambda scope, turn: edit_case(
                scope, get_case(scope, number), {"subject": f"Turn {turn}"}, version=1
            ),
        )

        assert sum(isinstance(outcome, ConflictError) for outcome in outcomes) == 3
        with open_scope() as scope:
            assert get_case(scope, number).version == 2


class TestUploads:
    def test_a_file_is_claimed_once(self, at_once, open_scope, ana):
        with open_scope(actor=ana) as scope:
            numbers = [file_case(scope, VALUES).number for _ in range(4)]
            upload = stage_upload(scope, io.BytesIO(b"x"), "a.txt", owner=owner_of(ana))

        outcomes = at_once(
            4,
            ana,
            lambda scope, turn: (
                attach_file(scope, get_case(scope, numbers[turn]), upload.id).case_id
            ),
        )

        assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 3


class TestLimits:
    def test_of_many_cases_at_once_only_so_many_are_filed(self, at_once, make_contact, monkeypatch):
        monkeypatch.setattr("core.cases.services.creation.CASES", 3)
        ana = actor_of(make_contact())

        filed = at_once(8, ana, lambda scope, _number: file_case(scope, VALUES).number)

        assert sum(isinstance(one, int) for one in filed) == 3

    def test_of_many_who_name_an_address_at_once_only_so_many_do(
        self, at_once, make_contact, monkeypatch
    ):
        monkeypatch.setattr("core.cases.notify.copies.COPIES", 3)
        ana = actor_of(make_contact())
        values = {**VALUES, "cc": ["eva@example.org"]}

        filed = at_once(8, ana, lambda scope, _number: file_case(scope, values).number)

        assert sum(isinstance(one, int) for one in filed) == 3
