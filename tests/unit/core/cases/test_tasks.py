"""The jobs that keep old things in order."""

import io

import pytest
from sqlalchemy import func, select

from core.cases.models import CaseSubmission, CaseText
from core.cases.search import indexing, text_query
from core.cases.services import CaseFilter, list_cases
from core.cases.tasks import FORGET, INDEX_CASES
from core.files.models import FileUpload
from core.files.services import stage_upload
from core.files.tasks import CLEAN
from core.testing.cases import actor_of, file_case
from tests.unit.core.cases.conftest import VALUES


@pytest.mark.usefixtures("platform")
class TestTasks:
    def test_all_cases_are_indexed_anew_a_batch_per_job(
        self, open_scope, make_case, make_contact, jobs, monkeypatch
    ):
        monkeypatch.setattr(indexing, "BATCH", 2)
        ana = make_contact()
        for _ in range(5):
            make_case(ana, subject="Avería")
        with open_scope() as scope:
            text_query._set_pattern(scope, text_query.EVERYTHING)
            rows = scope.session.scalars(select(CaseText)).all()
            assert len(rows) == 5
            for row in rows:
                row.text = "stale"
            scope.enqueue(INDEX_CASES)

        jobs.run()

        with open_scope() as scope:
            page = list_cases(scope, CaseFilter(view="all", text="averia"))
        assert [row.number for row in page.rows] == [5, 4, 3, 2, 1]

    def test_old_form_keys_and_files_that_nobody_claimed_go(
        self, open_scope, make_contact, jobs, clock
    ):
        with open_scope(actor=actor_of(make_contact())) as scope:
            file_case(scope, VALUES, once="form-1")
            stage_upload(scope, io.BytesIO(b"x"), "a.txt", owner="contact:ana")
        clock.advance(days=31)
        with open_scope() as scope:
            scope.enqueue(FORGET)
            scope.enqueue(CLEAN)

        jobs.run()

        with open_scope() as scope:
            for table in (CaseSubmission, FileUpload):
                assert scope.session.scalar(select(func.count()).select_from(table)) == 0
