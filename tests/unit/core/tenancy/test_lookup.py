import pytest

from core.tenancy.lookup import find_tenant_by_host
from core.tenancy.services import add_host


class TestFindTenantByHost:
    def test_it_finds_by_slug_and_by_own_host(self, platform):
        with platform.scope("acme") as scope:
            tenant_id = scope.tenant_id
        with platform.every_tenant() as session:
            add_host(session, tenant_id, "Help.Acme.example")
        with platform.session() as session:
            assert find_tenant_by_host(session, "acme.localhost", "localhost")[0] == tenant_id
        with platform.session() as session:
            assert find_tenant_by_host(session, "help.acme.example", "localhost")[0] == tenant_id

    @pytest.mark.parametrize("host", ["localhost", "nobody.localhost", "acme.evil.example", ""])
    def test_it_finds_nothing_for_a_stranger(self, platform, host):
        with platform.session() as session:
            assert find_tenant_by_host(session, host, "localhost") is None
