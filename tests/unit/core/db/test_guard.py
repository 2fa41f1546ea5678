import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased

from core.activity.models import Activity
from core.activity.services import record_activity
from core.db.base import new_id
from core.db.guard import all_look
from core.db.upsert import insert_once
from core.errors import AppendOnlyError, ReadOnlyError, TenantGuardError
from core.scope import SYSTEM, Actor
from core.tenancy.models import TenantDocument


@pytest.fixture
def two_tenants(platform):
    """One activity of each tenant."""
    for slug in ("acme", "globex"):
        with platform.scope(slug) as scope:
            record_activity(scope, f"of {slug}")
            scope.session.add(TenantDocument(kind=f"of {slug}", body={}, updated_at=scope.now()))
    return platform


def kinds(rows):
    return sorted(rows.all())


class TestTheCriterion:
    def test_a_statement_sees_its_tenant_alone(self, two_tenants):
        with two_tenants.scope("acme") as scope:
            assert kinds(scope.session.scalars(select(Activity.kind))) == ["of acme"]
            assert scope.session.scalar(select(func.count(Activity.id))) == 1

    def test_an_alias_sees_its_tenant_alone(self, two_tenants):
        with two_tenants.scope("acme") as scope:
            other = aliased(Activity)
            assert kinds(scope.session.scalars(select(other.kind))) == ["of acme"]

    def test_get_by_key_does_not_reach_over(self, two_tenants):
        with two_tenants.every_tenant() as session:
            foreign = session.scalar(select(Activity).where(Activity.kind == "of globex"))
        with two_tenants.scope("acme") as scope:
            assert scope.session.get(Activity, (foreign.tenant_id, foreign.id)) is None

    def test_update_and_delete_stop_at_the_border(self, two_tenants):
        with two_tenants.scope("acme") as scope:
            scope.session.execute(update(TenantDocument).values(kind="changed"))
            scope.session.execute(delete(TenantDocument))
        with two_tenants.every_tenant() as session:
            left = kinds(session.scalars(select(TenantDocument.kind)))
            assert "of globex" in left
            assert not {"changed", "of acme"} & set(left)

    def test_a_session_without_a_tenant_is_an_error_not_an_empty_answer(self, two_tenants):
        with two_tenants.session() as session, pytest.raises(TenantGuardError):
            session.scalars(select(Activity))


class TestRowsThatAreOnlyAdded:
    def test_no_statement_changes_or_deletes_them(self, two_tenants):
        for statement in (update(Activity).values(kind="changed"), delete(Activity)):
            with two_tenants.scope("acme") as scope, pytest.raises(AppendOnlyError):
                scope.session.execute(statement)

    def test_nor_does_a_flush(self, two_tenants):
        with two_tenants.scope("acme") as scope:
            row = scope.session.scalars(select(Activity)).one()
            row.kind = "changed"
            with pytest.raises(AppendOnlyError):
                scope.session.flush()
            scope.session.rollback()
            scope.session.delete(scope.session.scalars(select(Activity)).one())
            with pytest.raises(AppendOnlyError):
                scope.session.flush()
            scope.session.rollback()

    @pytest.mark.parametrize(
        "statement", ["UPDATE activity SET kind = 'changed'", "DELETE FROM activity"]
    )
    def test_nor_does_raw_sql(self, two_tenants, statement):
        with two_tenants.scope("acme") as scope:
            with pytest.raises(DBAPIError, match="only ever added"):
                scope.session.execute(text(statement))
            scope.session.rollback()


class TestTheFlush:
    def test_it_refuses_another_tenants_row(self, two_tenants):
        with two_tenants.scope("globex") as scope:
            foreign = scope.tenant_id
        with two_tenants.scope("acme") as scope:
            record_activity(scope, "smuggled")
            (row,) = scope.session.new
            row.tenant_id = foreign
            with pytest.raises(TenantGuardError):
                scope.session.flush()
            scope.session.rollback()


class TestLookingThroughACustomersEyes:
    @pytest.fixture
    def looking(self, two_tenants):
        """A scope of a member of staff who sees what a contact sees."""
        actor = Actor(kind="contact", id=new_id(), impersonator_id=new_id())
        with two_tenants.scope("acme", actor=actor) as scope:
            yield scope
            scope.session.rollback()

    def test_it_sees(self, looking):
        assert looking.session.scalars(select(Activity.kind)).all() == ["of acme"]

    @pytest.mark.parametrize(
        "write",
        [
            lambda scope: record_activity(scope, "written"),
            lambda scope: record_activity(scope.acting_as(SYSTEM), "written by the system"),
            lambda scope: scope.enqueue("core.nothing"),
            lambda scope: scope.session.execute(update(Activity).values(kind="changed")),
            lambda scope: scope.session.execute(delete(Activity)),
            lambda scope: scope.session.execute(text("DELETE FROM activity")),
            lambda scope: scope.session.connection().execute(text("DELETE FROM activity")),
            lambda scope: scope.session.connection().exec_driver_sql("DELETE FROM activity"),
            lambda scope: insert_once(
                scope.session, TenantDocument, tenant_id=scope.tenant_id, kind="plugins", body={}
            ),
        ],
    )
    def test_it_never_writes(self, looking, write):
        with pytest.raises(ReadOnlyError), looking.session.begin_nested():
            write(looking)

    def test_raw_sql_may_read(self, looking):
        assert looking.session.execute(text("SELECT kind FROM activity")).first() is not None

    def test_the_connection_writes_again_for_who_has_it_next(self, two_tenants):
        actor = Actor(kind="contact", id=new_id(), impersonator_id=new_id())
        with two_tenants.scope("acme", actor=actor) as scope:
            scope.session.scalars(select(Activity.kind)).all()
        for _each in range(3):
            with two_tenants.scope("acme") as scope:
                record_activity(scope, "written")

    def test_whatever_session_is_opened_meanwhile_looks_as_well(self, two_tenants):
        with all_look(), pytest.raises(ReadOnlyError), two_tenants.scope("acme") as scope:
            record_activity(scope, "written")
        with two_tenants.scope("acme") as scope:
            record_activity(scope, "written")


class TestRowLevelSecurity:
    def test_raw_sql_sees_its_tenant_alone(self, two_tenants):
        if two_tenants.settings.is_sqlite:
            return  # SQLite has no such net; the criterion above is the one there
        with two_tenants.scope("acme") as scope:
            assert scope.session.execute(text("SELECT kind FROM activity")).all() == [("of acme",)]

    def test_raw_sql_cannot_write_for_another(self, two_tenants):
        if two_tenants.settings.is_sqlite:
            return
        with two_tenants.scope("globex") as scope:
            foreign = str(scope.tenant_id)
        with two_tenants.scope("acme") as scope:
            names = [column.name for column in Activity.__table__.columns]
            taken = ", ".join(":foreign" if name == "tenant_id" else name for name in names)
            copy = f"INSERT INTO activity ({', '.join(names)}) SELECT {taken} FROM activity"  # noqa: S608  # our own names
            with pytest.raises(DBAPIError, match="row-level security"):
                scope.session.execute(text(copy), {"foreign": foreign})
            scope.session.rollback()
