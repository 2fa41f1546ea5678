from dataclasses import replace

import pytest
from sqlalchemy import select

from core.activity.models import Activity
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
from fields_config.definition import FieldDefinition


@pytest.fixture
def make_field():
    return lambda key: FieldDefinition(key=key, type="text", labels={"en": key})


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

    def test_values_that_had_other_names_are_imported_under_their_present_ones(self, platform):
        document = {"settings": {"cases": {"reply_to_closed": "CREAR_NUEVO"}}}
        with platform.scope("acme") as scope:
            import_config(scope, document)
        with platform.scope("acme") as scope:
            assert export_config(scope)["settings"]["cases"]["reply_to_closed"] == "new_case"
            assert diff_config(scope, document) == []

    @pytest.mark.req("X-14")
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
            ("tenant", {"slug": "globex"}, "tenant.slug is not known"),
            ("tenant", {"name": "Globex"}, "tenant.name is not known"),
            ("tenant", {"languages": 5}, "tenant.languages"),
            ("tenant", {"languages": []}, "tenant.languages"),
            ("tenant", {"languages": ["es", "es"]}, "twice"),
            ("tenant", {"languages": ["es", "tlh"]}, "'tlh'"),
            ("tenant", {"default_locale": "de", "languages": ["es"]}, "tenant.default_locale"),
            ("tenant", {"time_zone": "Mars/Olympus"}, "Mars/Olympus"),
            ("plugins", {"portal": "maybe"}, "plugins.portal"),
            ("plugins", {"telepathy": True, 1: False}, "plugins.telepathy"),
            ("plugins", {"core": True}, "plugins.core"),
            ("settings", {"telepathy": {}}, "settings.telepathy"),
            ("settings", {"identity": 5}, "settings.identity"),
            ("settings", {"identity": {"password_min": 1}}, "settings.identity.password_min"),
            ("settings", {"portal": {"cases_per_page": -4}}, "settings.portal.cases_per_page"),
            ("settings", {"portal": {"cases_a_page": 4}}, "settings.portal.cases_a_page"),
            ("branding", {"accent": "#ffff00"}, "branding.accent: White can't be read"),
            ("branding", {"logo": "x"}, "branding.logo is not known"),
            ("branding", {"support_email": "nobody"}, "branding.support_email"),
            ("branding", {"support_email": ["a@mail.example"]}, "branding.support_email"),
            ("branding", {"support_email": "a@b.example\nBcc: c@d.example"}, "support_email"),
            ("wording", {"tlh": {"Cases": "QelI'"}}, "wording.tlh"),
            ("wording", {"es": ["Cases"]}, "wording.es"),
            ("wording", {"es": {"Cases": 5}}, "'Cases' must be replaced by a text"),
            ("wording", {"es": {"Cases": " "}}, "'Cases': Write at least one word"),
            ("wording", {"es": {"Case %(number)s": "Caso %(nummer)s"}}, r"has no %\(nummer\)s"),
            ("wording", {"es": {"Case %(number)s": "100% %(number)s"}}, "stray %"),
            ("wording", {"es": {"Case %(number)s": "Caso"}}, r"Put %\(number\)s where"),
            ("wording", {"es": {"Cases": "100 %"}}, "stray %"),
            ("wording", {"es": {"Cases": "Casos\x00"}}, "can't be stored"),
            ("forms", {"case": 3}, "forms.case"),
            ("forms", {"case": {"extends": "default", "fields": 3}}, "forms.case"),
            ("forms", {"letter": {}}, "forms.letter"),
            ("forms", {"case": {"key": "case", "fields": []}}, "“subject” can't be removed"),
            (
                "forms",
                {"case": {"extends": "default", "fields": [{"key": "x", "type": "aura"}]}},
                "x: No plugin that is switched on knows the type “aura”",
            ),
            (
                "forms",
                {"case": {"extends": "default", "fields": [{"key": "subject", "type": "date"}]}},
                "subject.type",
            ),
        ],
    )
    def test_what_can_not_be_is_refused_by_its_place(self, platform, part, given, says):
        with platform.scope("acme") as scope:
            before = export_config(scope)
            with pytest.raises(VentanillaError, match=says) as refused:
                import_config(scope, {"format": 1, part: given})
        assert "${" not in str(refused.value)
        with platform.scope("acme") as scope:
            assert export_config(scope) == before

    def test_what_a_part_leaves_out_stays_or_goes_and_the_record_tells(self, platform):
        first = {
            "branding": {"accent": "#123456", "support_email": "a@help.example"},
            "settings": {"files": {"max_files": 3}},
        }
        with platform.scope("acme") as scope:
            import_config(scope, {"format": 1, **first})
        with platform.scope("acme") as scope:
            second = {"branding": {"accent": "#654321"}, "settings": {"cases": {}}}
            differences = import_config(scope, {"format": 1, **second})
        with platform.scope("acme") as scope:
            exported = export_config(scope)
            newest = select(Activity).order_by(Activity.id.desc()).limit(1)
            recorded = scope.session.scalars(newest).one()

        assert exported["branding"] == {**first["branding"], **second["branding"]}
        assert "files" not in exported["settings"]
        assert recorded.kind == "config_imported"
        assert recorded.data == {"changes": len(differences)}

    def test_a_field_may_have_a_type_of_a_plugin_that_the_same_document_switches_on(self, platform):
        field = {"key": "meter", "type": "portal.gauge", "labels": {"en": "Meter"}}
        forms = {"case": {"extends": "default", "fields": [field]}}
        with platform.scope("acme") as scope, pytest.raises(Refused, match=r"portal\.gauge"):
            import_config(scope, {"format": 1, "forms": forms, "plugins": {"portal": False}})
        with platform.scope("acme") as scope:
            import_config(scope, {"format": 1, "forms": forms, "plugins": {"portal": True}})

    def test_what_must_be_filled_in_has_a_label_in_each_language_of_the_document(self, platform):
        field = {
            "key": "meter",
            "type": "text",
            "grants": {"customer": {"create": "edit+required"}},
        }
        document = {"format": 1, "tenant": {"languages": ["es", "de"], "default_locale": "es"}}
        for labels, is_complete in (({"es": "Uno"}, False), ({"es": "Uno", "de": "Eins"}, True)):
            fields = [{**field, "labels": labels}]
            document["forms"] = {"case": {"extends": "default", "fields": fields}}
            with platform.scope("acme") as scope:
                if is_complete:
                    assert import_config(scope, document)
                else:
                    with pytest.raises(Refused, match=r"meter.*missing in: Deutsch"):
                        import_config(scope, document)

    def test_own_words_fill_in_the_same_names(self, platform):
        own = {"Hello %(name)s,": "Dear %(name)s:", "Home": "Start"}
        with platform.scope("acme") as scope:
            import_config(scope, {"wording": {"en": own}})
        with platform.scope("acme") as scope:
            assert scope.translator.gettext("Home") == "Start"
            assert scope.translator.gettext("Hello %(name)s,") == "Dear %(name)s:"

    def test_a_key_does_not_become_another_type(self, platform):
        def document(kind):
            field = {"key": "meter", "type": kind, "labels": {"en": "Meter"}}
            return {"format": 1, "forms": {"case": {"extends": "default", "fields": [field]}}}

        with platform.scope("acme") as scope:
            import_config(scope, document("text"))
        with platform.scope("acme") as scope, pytest.raises(Refused, match="meter: An earlier"):
            import_config(scope, document("date"))

    @pytest.mark.req("X-14")
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
            (b"\xff\xfe\x00", "UTF-8"),
            ("!!python/object/apply:os.system [ls]", "YAML"),
        ],
    )
    def test_it_says_what_is_wrong(self, text, says):
        with pytest.raises(VentanillaError, match=says):
            read_configuration(text)


class TestFormsOfAFile:
    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"type": "decimal", "validation": {"min": "1e30"}}, "amount.validation.min: "),
            ({"type": "integer", "validation": {"min": 10, "max": 5}}, "amount.validation.min: "),
            ({"type": "date", "validation": {"min": "31/12/2026"}}, "amount.validation.min: "),
            ({"type": "money", "validation": {"currency": "pesos"}}, "amount.validation.currency"),
            ({"type": "phone", "validation": {"region": "México"}}, "amount.validation.region"),
            ({"type": "text", "validation": {"max_lenght": 5}}, "amount.validation.max_lenght"),
            ({"type": "integer", "default": "seven"}, "amount.default: "),
            ({"type": "file", "default": ["x"]}, "amount.default: "),
            ({"key": "csrf_token"}, "csrf_token: The product itself uses this key"),
            ({"key": "tenant_id"}, "tenant_id: The product itself uses this key"),
            ({"key": "new"}, "new: The product itself uses this key"),
        ],
    )
    def test_what_the_studio_refuses_is_refused_with_its_place(self, scope, changed, said):
        field = {"key": "amount", "type": "text", "labels": {"en": "Amount"}, **changed}
        document = {"format": 1, "forms": {"case": {"extends": "default", "fields": [field]}}}

        with pytest.raises(Refused) as refusal:
            import_config(scope, document)

        assert f"forms.case: {said}" in refusal.value.message

    def test_a_key_that_an_earlier_release_took_can_be_carried_back(self, platform, make_field):
        with platform.scope("acme") as scope:
            form = scope.tenant.form("case")
            install_form(scope, "case", form.with_field(make_field("state")))
        with platform.scope("acme") as scope:
            document = export_config(scope)
            document["forms"]["case"]["fields"][0]["labels"]["en"] = "Topic"
            assert import_config(scope, document)
