from dataclasses import replace

import pytest

from fields_config.defaults import load_default
from fields_config.definition import Access, Condition, Grant, Option, Rule
from fields_config.diff import changes


def said(old, new):
    return [message.interpolate() for message in changes(old, new, "es")]


@pytest.fixture
def form():
    return load_default("case")


class TestChanges:
    def test_the_same_form_has_none(self, form):
        assert said(form, form) == []

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            (
                lambda field: field.with_portal(on=False),
                "Prioridad: customers no longer see it when they create",
            ),
            (
                lambda field: field.with_grant("customer", "create", Grant(Access.EDIT, True)),
                "Prioridad: customers must fill it in when they create",
            ),
            (
                lambda field: replace(field, active=False),
                "Prioridad: retired; what it holds is kept",
            ),
            (lambda field: replace(field, type="text"), "Prioridad: another type of field"),
            (
                lambda field: replace(field, options=field.options[:-1]),
                "Prioridad: options removed: Crítica",
            ),
            (
                lambda field: replace(field, options=(*field.options, Option(key="none"))),
                "Prioridad: options added: none",
            ),
            (
                lambda field: replace(
                    field, options=(replace(field.options[0], active=False), *field.options[1:])
                ),
                "Prioridad: options switched off: Baja",
            ),
            (
                lambda field: replace(field, options=tuple(reversed(field.options))),
                "Prioridad: its options were reworded or reordered",
            ),
            (lambda field: replace(field, position=999), "The fields stand in another order"),
        ],
    )
    def test_a_change_is_said_in_words(self, form, change, sentence):
        assert sentence in said(form, form.with_field(change(form.field("priority"))))

    def test_reactivating_is_said(self):
        form = load_default("contact")
        field = replace(form.field("portal_user"), active=True)

        assert said(form, form.with_field(field)) == ["Usuario Portal: in use again"]

    def test_new_and_removed_fields_are_said(self, form, make_field):
        added = form.with_field(make_field("contract", labels={"es": "Contrato"}))

        assert said(form, added)[:2] == [
            "Contrato: new field",
            "Contrato: customers may fill it in when they create",
        ]
        assert said(added, form) == ["Contrato: removed"]

    def test_rules_are_counted(self, form):
        rule = Rule(Condition("product", "empty"), "show", "account")

        assert said(form, replace(form, rules=(rule,))) == ["Rules added: 1"]
        assert said(replace(form, rules=(rule,)), form) == ["Rules removed: 1"]
