"""Prepared queries stay within the session's tenant, like everything else."""

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from core.cases.models import Case, CaseNote
from core.db.prepared import PreparedQuery
from core.errors import TenantGuardError

case, note = Case.__table__, CaseNote.__table__


@PreparedQuery
def of_number():
    return select(case.c.subject).where(case.c.number == bindparam("number"))


@PreparedQuery
def mapped_of_number():
    return select(Case).where(Case.number == bindparam("number"))


class TestPreparedQuery:
    def test_another_tenants_rows_are_not_there(self, scope, other_scope, make_case):
        mine = make_case(subject="Mine")
        theirs = make_case(slug="globex", subject="Theirs")
        assert mine.number == theirs.number

        assert of_number(scope.session, number=mine.number).scalars().all() == ["Mine"]
        assert of_number(other_scope.session, number=mine.number).scalars().all() == ["Theirs"]
        assert mapped_of_number(scope.session, number=mine.number).scalars().all() == [mine]

    def test_what_was_written_until_now_is_found(self, scope, make_case):
        case = make_case(subject="Before")
        case.subject = "After"

        assert of_number(scope.session, number=case.number).scalar() == "After"
        assert mapped_of_number(scope.session, number=case.number).scalar() is case

    def test_without_a_tenant_nothing_is_asked(self, platform):
        with platform.every_tenant() as session, pytest.raises(TenantGuardError):
            of_number(session, number=1)

    @pytest.mark.parametrize(
        "make",
        [
            lambda: select(case.c.id).join(note, note.c.case_id == case.c.id),
            lambda: select(case.c.id).where(case.c.id.in_(select(note.c.case_id))),
            lambda: select(Case).join(aliased(Case), Case.id.is_not(None)),
        ],
        ids=["joined", "below", "alias"],
    )
    def test_a_table_that_is_not_compared_is_refused(self, scope, make):
        with pytest.raises(TenantGuardError, match=r"not compared by tenant_id"):
            PreparedQuery(make)(scope.session)
