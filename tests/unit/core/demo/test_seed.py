from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core.cases.models import Case, CaseFile, CaseNote
from core.clock import utc_now
from core.db.outbox import OutboxMessage
from core.db.session import make_engine
from core.demo.seed import TENANTS, is_seeded, seed_demo
from core.identity.models.account import Account, Membership
from core.identity.models.contact import Contact
from core.identity.models.staff import Staff
from core.platform import Platform
from core.plugin.loading import load_plugins
from core.settings import read_settings
from core.tenancy.cache import TenantConfigs


@pytest.fixture(scope="module")
def demo(databases, tmp_path_factory):
    """One demo for all the questions below: filling it takes seconds."""
    url = databases.lend()
    blobs = tmp_path_factory.mktemp("blobs")
    given = {"VENTANILLA_SECRET": "s" * 40, "VENTANILLA_BLOB_URL": f"file://{blobs}"}
    settings = replace(read_settings(given), database_url=url)
    registry = load_plugins()
    configs = TenantConfigs(registry, settings.base_domain)
    platform = Platform(settings, make_engine(url), registry, configs, utc_now)
    assert not is_seeded(platform)
    seed_demo(platform)
    yield platform
    platform.engine.dispose()
    databases.give_back(url)


def count(scope, model, *conditions):
    return scope.session.scalar(select(func.count()).select_from(model).where(*conditions))


class TestSeedDemo:
    def test_every_organisation_has_what_is_promised(self, demo):
        assert is_seeded(demo)
        for slug in TENANTS:
            with demo.scope(slug) as scope:
                assert count(scope, Contact) == 40
                assert count(scope, Account) == 6
                assert count(scope, Case) == 180
                assert count(scope, CaseNote) > 180
                assert count(scope, CaseFile) > 10
                assert count(scope, Contact, Contact.lock_kind != "none") == 1
                staff = set(scope.session.scalars(select(Staff.email)))
                assert staff == {f"{who}@demo.example" for who in ("admin", "agent", "csr")}

    def test_ana_heads_an_account_and_has_cases(self, demo):
        with demo.scope("contact-center") as scope:
            ana = scope.session.scalar(select(Contact).where(Contact.email == "ana@demo.example"))
            assert count(scope, Membership, Membership.contact_id == ana.id, Membership.is_primary)
            assert count(scope, Case, Case.contact_id == ana.id) == 12

    def test_nobody_is_mailed_about_the_past(self, demo):
        with demo.every_tenant() as session:
            assert set(session.scalars(select(OutboxMessage.actor))) == {"cases.index_cases"}

    def test_seeding_again_adds_nothing(self, demo):
        seed_demo(demo)
        with demo.scope("crm") as scope:
            assert count(scope, Case) == 180
