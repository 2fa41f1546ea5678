from datetime import timedelta

import pytest
from sqlalchemy import text

from core.activity.counting import LATE, SETTLED, count_span, verify_activity
from core.activity.services import record_activity
from core.db.session import is_postgresql

TRIGGERS = ("activity_stays", "activity_is_not_changed")


@pytest.fixture
def rows(scope):
    """Three rows, of a day on which the record was counted."""
    record_activity(scope, "login", device="Firefox", big=1e22, share=0.5, none=None, list=(1, 2))
    record_activity(scope, "logout")
    record_activity(scope, "case_created", number=7)
    scope.session.flush()


@pytest.fixture
def behind_our_back(scope):
    """Run a statement as somebody does who has the database in hand."""

    def run(statement, **values):
        scope.session.flush()
        if is_postgresql(scope.session):
            scope.session.execute(text("ALTER TABLE activity DISABLE TRIGGER USER"))
        else:
            for name in TRIGGERS:
                scope.session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        scope.session.execute(text(statement), values)
        scope.session.expire_all()
        if is_postgresql(scope.session):
            scope.session.execute(text("ALTER TABLE activity ENABLE TRIGGER USER"))

    return run


def faults(scope):
    return [finding.fault for finding in verify_activity(scope)]


class TestVerifyActivity:
    def test_what_the_program_wrote_is_in_order(self, scope, rows, clock):
        assert faults(scope) == []
        clock.advance(SETTLED + timedelta(minutes=1))
        assert count_span(scope).count >= 3
        assert faults(scope) == []

    @pytest.mark.parametrize(
        "change",
        [
            "kind = 'login'",
            "actor_name = 'Somebody else'",
            "at = '2020-01-01 00:00:00+00'",
            "data = '{\"number\": 8}'",
            "seal = NULL",
        ],
    )
    def test_a_row_that_was_altered_is_found(self, scope, rows, behind_our_back, change):
        behind_our_back(f"UPDATE activity SET {change} WHERE kind = 'case_created'")  # noqa: S608  # our own words

        assert faults(scope) == ["altered"]

    def test_a_row_of_one_tenant_is_none_of_another(
        self, scope, rows, other_scope, behind_our_back
    ):
        stolen = {"other": other_scope.tenant_id.hex}
        if is_postgresql(scope.session):
            return  # row-level security lets nobody do that

        behind_our_back("UPDATE activity SET tenant_id = :other WHERE kind = 'login'", **stolen)

        assert faults(other_scope) == ["altered"]

    def test_what_was_counted_and_is_gone_is_found(self, scope, rows, behind_our_back, clock):
        clock.advance(SETTLED + timedelta(minutes=1))
        count_span(scope)

        behind_our_back("DELETE FROM activity WHERE kind IN ('login', 'logout')")

        (finding,) = verify_activity(scope)
        assert (finding.fault, finding.count) == ("removed", 2)

    @pytest.mark.parametrize(
        "statement", ["UPDATE activity_seal SET count = 0", "DELETE FROM activity_seal"]
    )
    def test_so_is_a_count_that_was_altered_or_taken_away(
        self, scope, rows, behind_our_back, clock, statement
    ):
        clock.advance(SETTLED + timedelta(minutes=1))
        count_span(scope)
        clock.advance(days=1)
        count_span(scope)
        scope.session.flush()

        behind_our_back(f"{statement} WHERE since < '1980-01-01'")

        assert "span" in faults(scope)

    def test_and_that_nobody_counts_any_more(self, scope, rows, clock):
        clock.advance(LATE + timedelta(days=1))

        assert faults(scope) == ["late"]
