import re
from dataclasses import replace

import pytest

from core.errors import Refused, VentanillaError
from core.fields.services.publishing import install_form
from core.presets.document import read_configuration, write_configuration
from core.presets.services import (
    apply_preset,
    diff_config,
    export_config,
    import_config,
    list_presets,
    load_preset,
)
from core.tenancy.services import save_settings, switch_plugin
from fields_config.checks import problems


@pytest.fixture(params=list_presets())
def preset(request):
    return request.param


class TestPresets:
    def test_there_are_four(self):
        assert list_presets() == ["contact_center", "crm", "msp", "utility"]

    def test_each_is_sound_and_complete_in_its_languages(self, platform, preset):
        with platform.scope("acme") as scope:
            apply_preset(scope, preset)
        with platform.scope("acme") as scope:
            for key in ("case", "contact"):
                assert problems(scope.tenant.form(key), list(scope.tenant.languages)) == []

    def test_applying_twice_changes_nothing(self, platform, preset):
        with platform.scope("acme") as scope:
            assert apply_preset(scope, preset)
        with platform.scope("acme") as scope:
            version = scope.tenant.version
            assert apply_preset(scope, preset) == []
        with platform.scope("acme") as scope:
            assert scope.tenant.version == version


class TestExportAndImport:
    @pytest.mark.req("X-14")
    def test_what_is_exported_and_imported_is_exported_the_same(self, platform, preset):
        with platform.scope("acme") as scope:
            apply_preset(scope, preset)
        with platform.scope("acme") as scope:
            exported = write_configuration(export_config(scope))
        with platform.scope("globex") as scope:
            import_config(scope, read_configuration(exported))
        with platform.scope("globex") as scope:
            assert write_configuration(export_config(scope)) == exported

    def test_the_difference_is_exactly_what_was_edited(self, platform):
        with platform.scope("acme") as scope:
            apply_preset(scope, "contact_center")
        with platform.scope("acme") as scope:
            before = export_config(scope)
            switch_plugin(scope, "portal", on=False)
            save_settings(scope, "files", {"max_files": 3})
            form = scope.tenant.form("case")
            contract = form.field("contract_number")
            labels = {**contract.labels, "es": "Contrato"}
            install_form(scope, "case", form.with_field(replace(contract, labels=labels)))
        with platform.scope("acme") as scope:
            assert diff_config(scope, before) == [
                "~ plugins.portal: false -> true",
                "- settings.files: {max_files: 3}",
                "~ forms.case.fields.contract_number.labels.es: Contrato -> Número de contrato",
            ]

    def test_a_wrong_part_changes_nothing(self, platform):
        document = {**load_preset("crm"), "branding": {"accent": "red; }"}}
        with platform.scope("acme") as scope:
            before = export_config(scope)
            with pytest.raises(Refused, match="accent"):
                import_config(scope, document)
            scope.session.rollback()
        with platform.scope("acme") as scope:
            assert export_config(scope) == before

    @pytest.mark.parametrize(
        ("part", "given", "says"),
        [
            ("tenant", {"slug": "globex"}, "slug"),
            ("tenant", {"languages": []}, "languages"),
            ("tenant", {"languages": "en"}, "languages"),
            ("tenant", {"languages": ["tlh"]}, "tlh"),
            ("tenant", {"languages": ["fr"]}, "default_locale"),
            ("tenant", {"time_zone": "Nowhere"}, "time_zone"),
            ("plugins", {"portal": "perhaps"}, "portal"),
            ("settings", {"portal": [1]}, "portal"),
            ("settings", {"nothing": {}}, "nothing"),
            ("settings", {"identity": {"password_min": 0}}, "password_min"),
            ("branding", {"logo": "0"}, "logo"),
            ("branding", {"support_email": ["a@mail.example"]}, "support_email"),
            ("branding", {"support_email": "a@mail.example\nBcc: b@mail.example"}, "support_email"),
            ("wording", {"en": ["Home"]}, "wording.en"),
            ("wording", {"en": {"Home": 1}}, "Home"),
            ("wording", {"en": {"Home": "100 %"}}, "Home"),
            ("wording", {"en": {"Hello %(name)s,": "Dear %(password)s,"}}, "Hello"),
        ],
    )
    def test_what_a_page_could_not_stand_on_is_refused(self, platform, part, given, says):
        with platform.scope("acme") as scope:
            before = export_config(scope)
            with pytest.raises(Refused, match=re.escape(says)):
                import_config(scope, {part: given})
            scope.session.rollback()
        with platform.scope("acme") as scope:
            assert export_config(scope) == before

    def test_own_words_fill_in_the_same_names(self, platform):
        own = {"Hello %(name)s,": "Dear %(name)s:", "Home": "Start"}
        with platform.scope("acme") as scope:
            import_config(scope, {"wording": {"en": own}})
        with platform.scope("acme") as scope:
            assert scope.tenant.wording == {"en": own}

    def test_it_carries_no_secret(self, platform):
        with platform.scope("acme") as scope:
            apply_preset(scope, "contact_center")
        with platform.scope("acme") as scope:
            text = write_configuration(export_config(scope))
        assert platform.settings.secret not in text
        assert "password_hash" not in text


class TestReadDocument:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "mapping"),
            ("- a", "mapping"),
            ("format: 2", "format"),
            ("format: 1\nplugin: {}", "Unknown part: plugin"),
            ("format: 1\nplugins: [portal]", "'plugins'"),
            ("format: 1\nplugins: {a", "line 2"),
            ("[" * 5000, "YAML|nested"),
            ("!!python/object/apply:os.system [ls]", "YAML"),
            ("format: 1\nwording: {a: &a [x, x], b: &b [*a, *a], c: [*b, *b]}", "line 2"),
            ("format: 1\nsettings: {1: {}}", "quotation marks"),
            ("format: 1\nsettings: {portal: {since: 2026-01-01}}", "quote"),
        ],
    )
    def test_it_says_what_is_wrong(self, text, says):
        with pytest.raises(VentanillaError, match=says):
            read_configuration(text)
