import pytest

from core.errors import Refused
from core.tenancy.hosts import may_be_own
from core.tenancy.models import TenantHost
from core.tenancy.services import add_host, raise_version

BASE = "service.example:8443"


class TestMayBeOwn:
    @pytest.mark.parametrize(
        "host",
        [
            *("service.example", "alfa.service.example", "x.alfa.service.example"),
            *("localhost", "beta.localhost", "127.0.0.1", "2130706433", "0x7f000001", "127.1"),
            *("0x7f.0x0.0x0.0x1", "example.1", "10.0.0.1", "host.docker.internal"),
        ],
    )
    def test_what_leads_to_the_installation_or_to_this_machine_can_not(self, host):
        assert not may_be_own(host, BASE)

    @pytest.mark.parametrize(
        "host", ["help.example.com", "myservice.example", "xn--espaa-rta.es", "4help.example.org"]
    )
    def test_any_other_can(self, host):
        assert may_be_own(host, BASE)


class TestAddHost:
    @pytest.mark.parametrize("host", ["globex.localhost", "LOCALHOST", "127.0.0.1", "localhost."])
    def test_it_refuses_what_is_not_the_tenant_s(self, platform, open_scope, host):
        with open_scope() as scope:
            tenant_id = scope.tenant_id
        with platform.every_tenant() as session, pytest.raises(Refused, match="can't be"):
            add_host(session, tenant_id, host, platform.settings.base_domain)

    def test_one_of_an_earlier_release_does_not_lead_to_another_tenant(self, platform):
        with platform.scope("acme") as scope:
            own = scope.tenant.url("/")
            scope.session.add(TenantHost(host="globex.localhost", tenant_id=scope.tenant_id))
            raise_version(scope)
        with platform.scope("acme", reading=True) as scope:
            assert scope.tenant.url("/") == own
