from dataclasses import replace

import pytest

from core.i18n import Translator
from fields_config.defaults import load_default
from fields_config.definition import Access, Condition, Grant, Option, Rule, Section
from fields_config.diff import changes


def said(old, new):
    return changes(old, new, "es")


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
            (lambda field: replace(field, type="text"), "Prioridad: Type: List → Text"),
            (
                lambda field: replace(field, labels={**field.labels, "es": "Urgencia"}),
                "Urgencia: Name in Español: “Prioridad” → “Urgencia”",
            ),
            (
                lambda field: replace(field, helps={"de": "Wie eilig"}),
                "Prioridad: Help in Deutsch: – → “Wie eilig”",
            ),
            (
                lambda field: replace(field, filterable=False),
                "Prioridad: Lists can be filtered by it: Yes → No",
            ),
            (
                lambda field: replace(field, default="high"),
                "Prioridad: Starts with: – → “Alta”",
            ),
            (
                lambda field: replace(field, type="multilist", validation={"max_items": 2}),
                "Prioridad: Most entries: – → 2",
            ),
            (
                lambda field: replace(field, levels=({"es": "Nivel"},)),
                "Prioridad: Name of list 1 in Español: – → “Nivel”",
            ),
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
                "Prioridad: order of the options: Baja, Media, Alta, Crítica → Crítica, Alta, ",
            ),
            (
                lambda field: replace(
                    field,
                    options=(
                        replace(field.options[0], active=False),
                        replace(field.options[1], labels={"es": "Mediana"}, color="#112233"),
                        *field.options[2:],
                    ),
                ),
                "Prioridad: option “Mediana”: Name in Español: “Media” → “Mediana”",
            ),
            (
                lambda field: replace(field, position=999),
                "Order of the fields: Prioridad",
            ),
        ],
    )
    def test_a_change_is_said_in_words(self, form, change, sentence):
        told = said(form, form.with_field(change(form.field("priority"))))

        assert any(text.startswith(sentence) for text in told), told

    def test_of_several_changes_to_one_field_each_is_said(self, form):
        field = form.field("status")
        first, *others = field.options
        changed = replace(first, active=False, color="#112233", default=False)
        named = replace(others[0], labels={**others[0].labels, "es": "Otro nombre"}, default=True)
        options = (named, changed, *others[1:])

        told = said(form, form.with_field(replace(field, options=options)))

        assert [text.split(": ")[1:3] for text in told] == [
            ["options switched off", "Abierto"],
            ["option “Otro nombre”", "Name in Español"],
            ["option “Otro nombre”", "New ones start with it"],
            ["option “Abierto”", "Colour"],
            ["option “Abierto”", "New ones start with it"],
            ["order of the options", told[-1].split(": ")[2]],
        ]

    def test_kinds_and_ways_back_of_statuses_are_said(self, form):
        field = form.field("status")
        closed = next(option for option in field.options if option.kind == "closed")
        changed = replace(closed, kind="waiting", reopens_to=None)
        options = tuple(changed if one is closed else one for one in field.options)

        told = "\n".join(said(form, form.with_field(replace(field, options=options))))

        assert "Kind: Closed → Waiting" in told
        assert "Reopens to: " in told

    def test_options_of_a_tree_are_named_with_those_above(self, form, make_field, tree):
        before = form.with_field(make_field("thing", "tree", labels={"es": "Cosa"}, options=tree))
        paper = replace(tree[0].options[0], labels={"en": "Paper", "es": "Hoja"})
        after = (replace(tree[0], options=(paper, tree[0].options[1])), tree[1])

        assert said(before, before.with_field(replace(before.field("thing"), options=after))) == [
            "Cosa: option “Impresora / Hoja”: Name in Español: “Papel” → “Hoja”"
        ]

    def test_sections_are_said(self, form):
        before = replace(form, sections=(Section("a", {"es": "A"}), Section("b", {"es": "B"})))
        after = replace(form, sections=(Section("b", {"es": "Be"}), Section("c", {"es": "C"})))

        assert said(before, after) == [
            "Be: Name in Español: “B” → “Be”",
            "C: new section",
            "A: section removed",
        ]

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

    def test_each_rule_is_said(self, form):
        rule = Rule(Condition("product", "empty"), "show", "account")
        other = Rule(Condition("product", "not_empty"), "require", "account")
        before, after = replace(form, rules=(rule,)), replace(form, rules=(other,))

        def say_rule(_form, rule):
            return f"{rule.effect} when {rule.when.operator}"

        assert changes(before, after, "es", say_rule=say_rule) == [
            "Cuenta: rule removed: show when empty",
            "Cuenta: new rule: require when not_empty",
        ]
        twice = replace(form, rules=(rule, rule))
        assert changes(before, twice, "es", say_rule=say_rule) == [
            "Cuenta: new rule: show when empty"
        ]

    def test_quotes_are_those_of_the_language(self, form):
        new = form.with_field(replace(form.field("priority"), helps={"de": "Wie eilig"}))
        german = Translator("de", {"core": "core"}, {})

        assert "„Wie eilig“" in changes(form, new, "de", translate=german.translate)[0]

    def test_a_long_list_is_told_in_part_and_named_in_full(self, form):
        field = form.field("priority")
        many = tuple(Option(key=f"o{n}", labels={"es": f"O{n}"}) for n in range(12))
        new = form.with_field(replace(field, options=(*field.options, *many)))

        change = changes(form, new, "es")[0]

        assert change == "Prioridad: options added: O0, O1, O2, O3, O4, O5, O6, O7 and 4 more"
        assert change.names == [f"O{n}" for n in range(12)]
