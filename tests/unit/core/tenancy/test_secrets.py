from dataclasses import replace

import colander
import pytest

from core.encryption import UnreadableError
from core.errors import Refused
from core.plugin.loading import load_plugins
from core.presets.document import write_configuration
from core.presets.services import diff_config, export_config, import_config
from core.tenancy.models import Tenant, TenantDocument
from core.tenancy.services import change_settings, read_document, renew_secrets, save_settings
from core.undo.services import undo, undoable
from tests.unit.core.plugin.modules import make_plugin

SECRET = "hunter2-and-more"


class Settings(colander.MappingSchema):
    address = colander.SchemaNode(colander.String(), missing="")
    key = colander.SchemaNode(colander.String(), widget_name="secret", missing="")
    other = colander.SchemaNode(colander.String(), widget_name="secret", missing="")


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin("courier", settings_schema=Settings),)


@pytest.fixture
def stored(platform):
    with platform.scope("acme") as scope:
        save_settings(scope, "courier", {"address": "here", "key": SECRET})


def bodies(platform):
    with platform.every_tenant(reading=True) as session:
        return " ".join(str(row.body) for row in session.query(TenantDocument))


class TestScopeSecret:
    def test_it_reads_what_was_stored(self, platform, stored):
        with platform.scope("acme") as scope:
            assert scope.secret("courier", "key") == SECRET

    def test_nothing_is_set_where_nothing_was_stored(self, platform, stored):
        with platform.scope("acme") as scope:
            assert scope.secret("courier", "other") == ""
        with platform.scope("globex") as scope:
            assert scope.secret("courier", "key") == ""

    def test_the_database_holds_no_plain_secret(self, platform, stored):
        assert "here" in bodies(platform)
        assert SECRET not in bodies(platform)

    def test_settings_do_not_hold_it(self, platform, stored):
        with platform.scope("acme") as scope:
            assert dict(scope.tenant.settings("courier")) == {"address": "here"}
            assert SECRET not in repr(scope.tenant)

    def test_a_secret_that_is_copied_to_another_tenant_can_not_be_read(self, platform, stored):
        with platform.scope("acme") as scope:
            document = read_document(scope, "secrets")
        with platform.scope("globex") as scope:
            scope.session.add(
                TenantDocument(
                    tenant_id=scope.tenant_id,
                    kind="secrets",
                    body=document,
                    updated_at=scope.now(),
                )
            )
            save_settings(scope, "courier", {})
        with platform.scope("globex") as scope, pytest.raises(UnreadableError):
            scope.secret("courier", "key")

    def test_tenants_that_differ_in_a_secret_alone_still_share_their_choices(self, platform):
        for slug in ("acme", "globex"):
            with platform.every_tenant() as session:
                tenant = session.query(Tenant).filter_by(slug=slug).one()
                tenant.default_locale, tenant.languages = "en", ["en"]
            with platform.scope(slug) as scope:
                save_settings(scope, "courier", {"key": f"{slug} {SECRET}"})

        with (
            platform.scope("acme", reading=True) as one,
            platform.scope("globex", reading=True) as other,
        ):
            assert one.tenant.choices is other.tenant.choices
            assert one.secret("courier", "key") == f"acme {SECRET}"
            assert other.secret("courier", "key") == f"globex {SECRET}"


class TestSaveSettings:
    def test_a_secret_that_is_not_given_stays(self, platform, stored):
        with platform.scope("acme") as scope:
            save_settings(scope, "courier", {"address": "there"})
            change_settings(scope, "courier", {"other": "another secret"})
        with platform.scope("acme") as scope:
            assert scope.secret("courier", "key") == SECRET
            assert scope.secret("courier", "other") == "another secret"
            assert scope.tenant.settings("courier")["address"] == "there"

    def test_an_empty_one_is_removed(self, platform, stored):
        with platform.scope("acme") as scope:
            change_settings(scope, "courier", {"key": ""})
        with platform.scope("acme") as scope:
            assert scope.secret("courier", "key") == ""
            assert read_document(scope, "secrets") == {}


class TestConfiguration:
    def test_secrets_are_not_exported(self, platform, stored):
        with platform.scope("acme") as scope:
            exported = export_config(scope)

        assert exported["settings"]["courier"] == {"address": "here"}
        assert SECRET not in write_configuration(exported)

    def test_an_import_that_lacks_them_does_not_lose_them(self, platform, stored):
        with platform.scope("acme") as scope:
            assert import_config(scope, {"settings": {"courier": {"address": "there"}}})
        with platform.scope("acme") as scope:
            assert scope.secret("courier", "key") == SECRET

    def test_an_import_that_has_one_is_refused_without_telling_it(self, platform, stored):
        with platform.scope("acme") as scope, pytest.raises(Refused, match="secret") as refusal:
            diff_config(scope, {"settings": {"courier": {"key": "brand-new"}}})

        assert "brand-new" not in str(refusal.value)


class TestUndo:
    def test_a_secret_comes_back_and_is_nowhere_plain(self, platform, stored):
        with platform.scope("acme") as scope:
            with undoable(scope, "settings:change", "settings", "secrets") as step:
                change_settings(scope, "courier", {"key": "mistyped"})
            assert SECRET not in str(step.parts)
        with platform.scope("acme") as scope:
            assert scope.secret("courier", "key") == "mistyped"
            undo(scope, step.id)
        with platform.scope("acme") as scope:
            assert scope.secret("courier", "key") == SECRET


class TestRenewSecrets:
    def test_the_former_secret_may_go_afterwards(self, platform, stored):
        former = platform.settings
        platform.settings = replace(former, secret="n" * 40, former_secrets=(former.secret,))
        with platform.scope("acme") as scope:
            assert scope.secret("courier", "key") == SECRET
            assert renew_secrets(scope)
        platform.settings = replace(former, secret="n" * 40)
        with platform.scope("acme") as scope:
            assert scope.secret("courier", "key") == SECRET
            assert not renew_secrets(scope)

    def test_a_secret_that_can_not_be_read_is_left_as_it_is(self, platform, stored):
        former = platform.settings
        platform.settings = replace(former, secret="n" * 40)
        with platform.scope("acme") as scope, pytest.raises(UnreadableError):
            renew_secrets(scope)
        platform.settings = former
        with platform.scope("acme") as scope:
            assert scope.secret("courier", "key") == SECRET


class TestDeclaring:
    @pytest.mark.parametrize(
        "node",
        [
            colander.SchemaNode(colander.String(), widget_name="secret", missing="changeme"),
            colander.SchemaNode(colander.Integer(), widget_name="secret", missing=0),
            colander.SchemaNode(
                colander.Mapping(),
                colander.SchemaNode(
                    colander.String(), name="inner", widget_name="secret", missing=""
                ),
                missing={},
            ),
        ],
    )
    def test_a_secret_is_a_text_without_a_default(self, node):
        schema = type("Wrong", (colander.MappingSchema,), {"key": node})

        registry = load_plugins(modules=[make_plugin("wrong", settings_schema=schema)])

        assert [(e.plugin, e.rule) for e in registry.left_out] == [("wrong", "settings")]
