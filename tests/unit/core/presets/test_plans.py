"""What an import says before it acts, and undoing it."""

from dataclasses import replace

import pytest

from core.errors import Refused
from core.fields.services import editing
from core.fields.services.drafts import get_draft
from core.fields.services.publishing import install_form
from core.presets.document import read_configuration, write_configuration
from core.presets.plans import import_undoably, latest_import, plan_import, undo_import
from core.presets.services import export_config, load_preset
from core.tenancy.services import save_settings, switch_plugin
from fields_config.definition import Access, FieldDefinition, Grant
from tests.support.grants import EVERYWHERE

SLOT = FieldDefinition(key="slot", type="text", labels={"en": "Slot"}, grants=EVERYWHERE)


@pytest.fixture
def before(platform):
    """The configuration before there was a field "slot" in the form."""
    with platform.scope("acme") as scope:
        document = export_config(scope)
        install_form(scope, "case", scope.tenant.form("case").with_field(SLOT))
    return read_configuration(write_configuration(document))


@pytest.fixture
def plan(platform):
    def plan(document, enabled=("portal", "agent_desk")):
        with platform.scope("acme", reading=True, locale="en") as scope:
            return plan_import(scope, document, enabled).effects

    return plan


@pytest.fixture
def exported(platform):
    def exported():
        with platform.scope("acme", reading=True) as scope:
            return export_config(scope)

    return exported


class TestPlanImport:
    def test_it_counts_fields_cases_and_people(self, before, plan, make_case, make_contact):
        make_case(make_contact(), slot="Evening")
        make_case(make_contact())

        effects = plan(before)

        assert "Customers signed in now: 0" in effects
        assert "Open cases: 2. They stay." in effects
        assert (
            "Fields of the form 'case': 0 new, 1 no longer asked, 0 hidden from customers."
            in effects
        )
        assert any("“Slot” is no longer asked. Cases with an answer: 1." in e for e in effects)

    def test_it_counts_what_customers_no_longer_meet(self, platform, exported, plan):
        with platform.scope("acme", reading=True) as scope:
            form = scope.tenant.form("case")
        for screen in ("create", "detail"):
            form = form.with_field(
                form.field("priority").with_grant("customer", screen, Grant(Access.HIDDEN))
            )

        effects = plan({**exported(), "forms": {"case": form.to_dict()}})

        assert any("0 no longer asked, 1 hidden from customers." in one for one in effects)

    def test_it_names_plugins_languages_and_closed_registration(self, exported, plan):
        document = exported()
        tenant = {**document["tenant"], "languages": ["es", "en"]}
        identity = {"identity": {"self_registration": False}}

        effects = plan({**document, "tenant": tenant, "settings": identity}, ["agent_desk"])

        off = "3 (csr_console, email_channel, portal)"
        assert f"Plugins switched off: {off}. Their data are kept." in effects
        assert any(one.startswith("Français: 0 of the people signed in now") for one in effects)
        assert any(one.startswith("Nobody new can register.") for one in effects)

    def test_what_stays_is_not_mentioned(self, exported, plan):
        assert plan(exported()) == []

    def test_a_draft_that_gets_lost_is_named(self, platform, before, plan):
        with platform.scope("acme") as scope:
            editing.add_field(scope, "case", replace(SLOT, key="other"))

        assert "The draft of the form 'case' is thrown away. Undoing brings it back." in plan(
            before
        )


class TestUndoImport:
    def test_all_is_as_it_was_the_draft_too(self, platform, exported):
        with platform.scope("acme") as scope:
            switch_plugin(scope, "portal", on=False)
            save_settings(scope, "files", {"max_files": 3})
            editing.add_field(scope, "case", SLOT)
        was = exported()
        with platform.scope("acme") as scope:
            import_undoably(scope, load_preset("crm"))
        assert exported() != was

        with platform.scope("acme") as scope:
            undo_import(scope)

        assert exported() == was
        with platform.scope("acme", reading=True) as scope:
            assert get_draft(scope, "case").form.field("slot") is not None
            with pytest.raises(Refused, match="no import"):
                latest_import(scope)

    def test_it_does_not_win_over_what_somebody_did_since(self, platform):
        with platform.scope("acme") as scope:
            import_undoably(scope, load_preset("crm"))
        with platform.scope("acme") as scope:
            save_settings(scope, "files", {"max_files": 3})

        with platform.scope("acme") as scope, pytest.raises(Refused, match="changed since"):
            undo_import(scope)

    def test_it_takes_back_imports_one_after_the_other(self, platform, exported):
        was = exported()
        for name in ("crm", "msp"):
            with platform.scope("acme") as scope:
                import_undoably(scope, load_preset(name))
        for _turn in range(2):
            with platform.scope("acme") as scope:
                undo_import(scope)

        assert exported() == was

    def test_another_tenant_has_none(self, platform):
        with platform.scope("acme") as scope:
            import_undoably(scope, load_preset("crm"))

        with platform.scope("globex") as scope, pytest.raises(Refused, match="no import"):
            undo_import(scope)
