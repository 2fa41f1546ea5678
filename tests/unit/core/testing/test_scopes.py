from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from core.errors import TenantGuardError
from core.identity.models.contact import Contact
from core.tenancy import services
from core.tenancy.models import TenantDocument
from core.testing.database import OTHER_TENANT


def _wording(scope):
    return services.read_document(scope, "wording")


@pytest.mark.parametrize("turn", [1, 2])
class TestScope:
    def test_it_starts_from_nothing_every_time(self, scope, turn):
        assert _wording(scope) == {}

        services.save_document(scope, "wording", {"en": {"Case": f"Ticket {turn}"}})

        assert _wording(scope) == {"en": {"Case": f"Ticket {turn}"}}

    def test_two_tenants_share_the_test_and_nothing_else(self, scope, other_scope, turn):
        services.save_document(scope, "wording", {"en": {"Case": "Ticket"}})
        services.save_document(other_scope, "wording", {"es": {"Case": "Asunto"}})

        scope.session.expire_all()

        assert scope.tenant.slug == "acme"
        assert other_scope.tenant.slug == "globex"
        assert _wording(scope) == {"en": {"Case": "Ticket"}}
        assert _wording(other_scope) == {"es": {"Case": "Asunto"}}

    def test_it_survives_what_the_database_refuses(self, scope, turn):
        twice = [TenantDocument(kind="wording", body={}, updated_at=scope.now()) for _ in "ab"]

        with pytest.raises(IntegrityError), scope.session.begin_nested():
            scope.session.add_all(twice)

        assert _wording(scope) == {}

    def test_it_refuses_the_row_of_another(self, scope, other_tenant, turn):
        scope.session.add(
            TenantDocument(
                tenant_id=other_tenant.id, kind="wording", body={}, updated_at=scope.now()
            )
        )

        with pytest.raises(TenantGuardError):
            scope.session.flush()
        scope.session.rollback()


class TestOpenScope:
    def test_it_commits_whatever_else_the_test_asks_for(self, open_scope, make_contact, engine):
        contact = make_contact()
        with open_scope() as scope:
            services.save_document(scope, "wording", {"en": {"Case": "Ticket"}})

        with open_scope() as scope:
            assert scope.tenant.version == 2
            assert scope.session.get(Contact, (scope.tenant_id, contact.id)) is not None
            scope.session.rollback()
            assert _wording(scope) == {"en": {"Case": "Ticket"}}

    def test_what_raises_within_it_is_rolled_back(self, open_scope):
        def fail(scope):
            services.save_document(scope, "wording", {"en": {"Case": "Ticket"}})
            scope.session.flush()
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError), open_scope() as scope:
            fail(scope)

        with open_scope() as scope:
            assert _wording(scope) == {}

    def test_beside_it_there_is_no_scope_that_rolls_back(self, open_scope, request):
        with pytest.raises(pytest.fail.Exception, match="with open_scope"):
            request.getfixturevalue("scope")


class TestClock:
    def test_it_moves_when_told(self, scope, clock):
        before = scope.now()

        clock.advance(hours=25)

        assert scope.now() - before == timedelta(hours=25)


@pytest.mark.parametrize("turn", [1, 2])
class TestPlatform:
    def test_it_commits_into_a_database_of_its_own(self, platform, tenant, turn):
        with platform.scope("acme") as scope:
            assert _wording(scope) == {}
            services.save_document(scope, "wording", {"en": {"Case": "Ticket"}})

        with platform.scope("acme") as scope:
            assert scope.tenant.version == tenant.version + 1
            assert _wording(scope) == {"en": {"Case": "Ticket"}}

    def test_open_scope_commits_as_well(self, platform, open_scope, turn):
        with open_scope(OTHER_TENANT) as scope:
            services.save_document(scope, "wording", {"es": {"Case": "Asunto"}})

        with platform.scope(OTHER_TENANT) as scope:
            assert _wording(scope) == {"es": {"Case": "Asunto"}}

    def test_the_database_keeps_tenants_apart_even_from_plain_sql(self, platform, turn):
        with platform.scope("acme") as scope:
            services.save_document(scope, "wording", {"en": {"Case": "Ticket"}})

        with platform.scope(OTHER_TENANT) as scope:
            seen = scope.session.scalar(text("SELECT count(*) FROM tenant_document"))

        if platform.engine.dialect.name == "postgresql":
            assert seen == 0


class TestQueries:
    def test_they_are_counted(self, scope, queries):
        _wording(scope)  # on PostgreSQL the first of a transaction tells the tenant as well
        queries.clear()

        _wording(scope)

        assert len(queries) == 1


class TestEngines:
    def test_what_one_compiled_the_next_takes(self, engines, databases):
        compiled = []
        for url in (databases.lend(), databases.lend()):
            engine = engines.over(url)
            with engine.connect() as connection:
                compiled.append(connection.execute(select(Contact.id)).context.compiled)
            engine.dispose()
            databases.give_back(url)

        assert compiled[0] is compiled[1]
