"""Limits hold when they are asked for by many at once, each in a transaction of its own."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from core.cases import writing
from core.cases.models import CaseFile
from core.cases.services import attach_file
from core.errors import Refused
from core.files import services as files
from core.files.models import FileUpload
from core.identity.credentials.one_time import issue_code, issue_link_token
from core.identity.models.secret import OneTimeSecret
from core.identity.services import sign_in as signing_in
from core.identity.services.sign_in import Browser, sign_in
from core.testing.cases import actor_of
from core.testing.people import PASSWORD

MANY = 12  # more than the limits below


def at_once(work):
    """Do it many times at once; what each returned, or that it was refused."""
    together = threading.Barrier(MANY)

    def one(number):
        together.wait()
        try:
            return work(number)
        except Refused:
            return Refused

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


@pytest.mark.usefixtures("platform")
class TestAtOnce:
    def test_no_more_files_wait_than_may(self, monkeypatch, open_scope, make_contact):
        monkeypatch.setattr(files, "MOST_WAITING", 5)
        ana = make_contact()

        def upload(number):
            with open_scope(actor=actor_of(ana)) as scope:
                content = io.BytesIO(f"content {number}".encode())
                owner = files.owner_of(scope.actor)
                files.stage_upload(scope, content, f"{number}.txt", owner=owner)

        answers = at_once(upload)

        assert answers.count(None) == 5
        with open_scope() as scope:
            assert scope.session.scalar(select(func.count()).select_from(FileUpload)) == 5

    def test_no_case_has_more_files_than_it_may(
        self, monkeypatch, open_scope, make_contact, make_case
    ):
        monkeypatch.setattr(writing, "MOST_FILES", 5)
        ana = make_contact()
        case = make_case(ana)
        ids = []
        for number in range(MANY):
            with open_scope(actor=actor_of(ana)) as scope:
                owner = files.owner_of(scope.actor)
                content = io.BytesIO(f"content {number}".encode())
                ids.append(files.stage_upload(scope, content, f"{number}.txt", owner=owner).id)

        def attach(number):
            with open_scope(actor=actor_of(ana)) as scope:
                attach_file(scope, scope.session.merge(case), ids[number], "")

        answers = at_once(attach)

        assert answers.count(Refused) == MANY - 5
        with open_scope() as scope:
            assert scope.session.scalar(select(func.count()).select_from(CaseFile)) == 5

    @pytest.mark.parametrize("issue", [issue_code, lambda *who: issue_link_token(*who, "recover")])
    def test_of_secrets_made_at_once_one_lives(self, issue, open_scope, make_contact):
        ana = make_contact()

        def make(_number):
            with open_scope() as scope:
                issue(scope, scope.session.merge(ana))

        at_once(make)

        with open_scope() as scope:
            live = select(func.count()).where(
                OneTimeSecret.revoked_at.is_(None), OneTimeSecret.contact_id == ana.id
            )
            assert scope.session.scalar(live) == 1

    def test_no_source_guesses_more_often_than_it_may(self, monkeypatch, open_scope, make_contact):
        monkeypatch.setattr(signing_in, "SOURCE_LIMIT", 5)
        make_contact(email="ana@example.com")

        def guess(number):
            with open_scope() as scope:
                name = f"nobody{number}@example.com"
                return sign_in(scope, "contact", name, "wrong", Browser(source="192.0.2.7")).outcome

        answers = at_once(guess)

        assert answers.count("no") == 5
        assert answers.count("later") == MANY - 5
        with open_scope() as scope:
            late = sign_in(
                scope, "contact", "ana@example.com", PASSWORD, Browser(source="192.0.2.7")
            )
            assert late.outcome == "later"
