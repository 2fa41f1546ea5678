from datetime import timedelta
from uuid import UUID

import colander
import pytest
from sqlalchemy import select

from core.activity.counting import count_span, verify_activity
from core.activity.models import Activity
from core.activity.sealing import seal_activity
from core.activity.settings import ActivitySettings
from core.activity_log.retention import YEAR, oldest_kept, remove_outlived
from core.db.base import first_id_at, new_id


@pytest.fixture
def add_row(scope):
    """Add a row as it was written so long ago."""

    def add(kind, age, contact_id=None):
        at = scope.now() - age
        row = Activity(
            tenant_id=scope.tenant_id,
            id=UUID(int=first_id_at(at).int + (new_id().int & 0xFFFFFFFF)),
            at=at,
            kind=kind,
            actor_kind="system",
            actor_name="Ventanilla",
            contact_id=contact_id,
            request_id="",
            data={},
        )
        row.seal = seal_activity(scope.settings, row)
        scope.session.add(row)
        scope.session.flush()

    return add


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora")


def kinds(scope):
    return set(scope.session.scalars(select(Activity.kind)))


class TestRemoveOutlived:
    @pytest.mark.req("BE-26", "D-25")
    def test_a_contacts_stay_as_long_as_the_contact_and_others_three_years(
        self, ana, scope, add_row
    ):
        add_row("of_a_contact", 9 * YEAR, ana.id)
        add_row("of_nobody", 3 * YEAR + timedelta(days=1))
        add_row("of_one_who_is_gone", 4 * YEAR, new_id())
        add_row("younger", 3 * YEAR - timedelta(days=1))
        count_span(scope)

        assert remove_outlived(scope) == 2

        assert {"of_a_contact", "younger"} <= kinds(scope)
        assert not {"of_nobody", "of_one_who_is_gone"} & kinds(scope)
        assert list(verify_activity(scope)) == []

    def test_a_tenant_may_keep_them_longer_and_never_shorter(self, scope):
        with pytest.raises(colander.Invalid):
            ActivitySettings().deserialize({"years": "2"})

        assert oldest_kept(scope.now(), 5) == scope.now() - 5 * YEAR
        assert oldest_kept(scope.now(), 1) == scope.now() - 3 * YEAR
