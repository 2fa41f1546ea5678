from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import Refused
from core.fields.field_values import field_from_values, new_field, values_of_field
from fields_config.defaults import load_default
from fields_config.definition import SCREENS, Access, FieldDefinition, Grant
from fields_config.types import TYPES

LANGUAGES = ("en", "es")
FIELDS = [*load_default("case").fields, *load_default("contact").fields]


def again(field, **changed):
    kind = TYPES[field.type]
    values = {**values_of_field(field, LANGUAGES, kind), **changed}
    return field_from_values(field, values, LANGUAGES, kind)


class TestFieldFromValues:
    @pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
    def test_what_is_not_changed_stays(self, field):
        assert again(field) == field

    def test_languages_that_the_tenant_left_off_keep_their_names(self, contract):
        found = again(contract, label_en="Agreement", label_es="")

        assert found.labels["en"] == "Agreement"
        assert found.labels["de"] == "Contract de"
        assert "es" not in found.labels

    def test_a_list_that_was_changed_wins_over_the_tick(self, contract):
        found = again(contract, portal=False, grant_customer_create="view")

        assert found.grant("customer", "create") == Grant(Access.VIEW)
        assert found.grant("customer", "detail") == contract.grant("customer", "detail")

    def test_the_tick_hides_both_and_brings_back_what_they_were(self, contract):
        seen = contract.with_grant("customer", "detail", Grant(Access.VIEW))

        hidden = again(seen, portal=False)
        kind = TYPES[seen.type]
        values = {**values_of_field(hidden, LANGUAGES, kind), "portal": True}
        back = field_from_values(hidden, values, LANGUAGES, kind, former=seen)

        assert not hidden.in_portal
        assert [back.grant("customer", screen) for screen in SCREENS] == [
            seen.grant("customer", screen) for screen in SCREENS
        ]

    def test_what_customers_never_met_they_see_afterwards_and_do_not_change(self, contract):
        hidden = contract.with_portal(on=False)
        found = again(hidden, portal=True)

        assert found.grant("customer", "create") == Grant(Access.EDIT)
        assert found.grant("customer", "detail") == Grant(Access.VIEW)

    def test_cells_count_while_the_tick_stays(self, contract):
        found = again(contract, grant_customer_create="view", grant_agent_create="edit+required")

        assert found.grant("customer", "create") == Grant(Access.VIEW)
        assert found.grant("agent", "create") == Grant(Access.EDIT, required=True)

    def test_limits_are_stored_as_plain_json(self):
        field = FieldDefinition(key="price", type="money", labels={"en": "Price"})

        found = again(
            field, limit_min=Decimal(10), limit_max=Decimal("99.50"), limit_currency="EUR"
        )

        assert found.validation == {"min": 10, "max": "99.5", "currency": "EUR"}
        assert again(found) == found

    def test_it_refuses_limits_in_the_wrong_order(self):
        field = FieldDefinition(key="age", type="integer", labels={"en": "Age"})

        with pytest.raises(Refused) as refusal:
            again(field, limit_min=Decimal(9), limit_max=Decimal(3))

        assert "limit_min" in refusal.value.fields

    def test_a_default_must_be_a_value_of_the_field(self):
        field = FieldDefinition(key="age", type="integer", labels={"en": "Age"})

        assert again(field, default="7").default == 7
        with pytest.raises(Refused) as refusal:
            again(field, default="seven")
        assert "default" in refusal.value.fields

    def test_a_default_is_written_and_read_in_the_administrators_language(self):
        field = FieldDefinition(key="fee", type="money", labels={"en": "Fee"}, default="1500.50")
        kind = TYPES["money"]
        shown = values_of_field(field, LANGUAGES, kind, "es")

        assert shown["default"] == "1.500,5"
        assert field_from_values(field, shown, LANGUAGES, kind, "es").default == "1500.50"
        with pytest.raises(Refused):
            field_from_values(field, {**shown, "default": "1,500.50"}, LANGUAGES, kind, "es")


class TestNewField:
    def make(self, **values):
        given = {"key": "", "label_en": "Contract", "portal": True, "required": True}
        return new_field(TYPES["text"], {**given, **values}, LANGUAGES, {"contract"})

    def test_customers_fill_it_in_and_see_it_later(self):
        field = self.make()

        assert field.grant("customer", "create") == Grant(Access.EDIT, required=True)
        assert field.grant("customer", "detail") == Grant(Access.VIEW)

    def test_without_the_portal_it_is_for_agents(self):
        field = self.make(portal=False)

        assert not field.in_portal
        assert field.grant("agent", "detail") == Grant(Access.EDIT)

    def test_its_key_is_not_taken_and_begins_with_a_letter(self):
        assert self.make().key == "contract_2"
        assert self.make(label_en="24 h").key == "f_24_h"

    def test_a_tree_names_its_first_level(self, contract):
        field = new_field(
            TYPES["tree"],
            {"key": "t", "label_en": "Area", "portal": False, "required": False},
            LANGUAGES,
            (),
        )

        assert field.levels == ({"en": "Area"},)
        assert replace(field, levels=()) != field
