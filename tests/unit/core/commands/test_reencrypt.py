from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from core.commands import tenant
from core.db.base import new_id
from core.tenancy.secrets import change_secrets
from core.tenancy.services import read_document, save_document
from plugins.email_channel.models import Mailbox
from plugins.email_channel.services.mailboxes import ENCRYPTED, read_secret, store_secret


@pytest.fixture
def stored(platform, monkeypatch):
    """Two tenants have a secret each, and the installation's secret is another one since."""
    monkeypatch.setattr(tenant, "open_platform", lambda: platform)
    former = platform.settings
    for slug in ("acme", "globex"):
        with platform.scope(slug) as scope:
            document = change_secrets(former, scope.tenant_id, {}, "courier", {"key": slug})
            save_document(scope, "secrets", document)
    platform.settings = replace(former, secret="n" * 40, former_secrets=(former.secret,))
    return former


def read(platform, slug):
    with platform.scope(slug) as scope:
        return scope.secret("courier", "key")


class TestReencrypt:
    def test_the_former_secret_may_go_afterwards(self, platform, stored):
        done = CliRunner().invoke(tenant.command, ["reencrypt"])

        assert (done.exit_code, done.output) == (
            0,
            "acme\tencrypted anew\nglobex\tencrypted anew\n",
        )
        platform.settings = replace(platform.settings, former_secrets=())
        assert [read(platform, slug) for slug in ("acme", "globex")] == ["acme", "globex"]
        assert "unchanged" in CliRunner().invoke(tenant.command, ["reencrypt"]).output

    def test_what_can_not_be_read_is_named_and_the_others_go_on(self, platform, stored):
        with platform.scope("acme") as scope:
            lost = replace(stored, secret="l" * 40)
            save_document(
                scope, "secrets", change_secrets(lost, scope.tenant_id, {}, "courier", {"key": "x"})
            )
            before = read_document(scope, "secrets")

        done = CliRunner().invoke(tenant.command, ["reencrypt"])

        assert done.exit_code == 1
        assert "acme\tNo secret" in done.stderr
        assert "globex\tencrypted anew" in done.stdout
        with platform.scope("acme") as scope:
            assert read_document(scope, "secrets") == before

    def test_the_columns_of_plugins_are_reached_too(self, platform, stored):
        now, platform.settings = platform.settings, stored
        with platform.scope("acme") as scope:
            box = Mailbox(tenant_id=scope.tenant_id, id=new_id(), defaults={})
            box.address = box.address_key = "help@acme.example"
            scope.session.add(box)
            for name in ENCRYPTED:
                store_secret(scope, box, name, f"the {name}")
        platform.settings = now

        done = CliRunner().invoke(tenant.command, ["reencrypt"])

        assert done.exit_code == 0
        platform.settings = replace(now, former_secrets=())
        with platform.scope("acme") as scope:
            box = scope.session.scalars(select(Mailbox)).one()
            read = [read_secret(scope, box, name) for name in ENCRYPTED]
        assert read == ["the secret", "the client_secret", "the dkim_key", "the dkim_next_key"]
