import pytest

from fields_config.checks import problems
from fields_config.defaults import load_default
from fields_config.definition import Access, AllOf, Condition, Grant, Option, Rule

NOWHERE = {}


def said(form, languages=("en",)):
    return [
        (finding.severity, finding.field, finding.message.interpolate())
        for finding in problems(form, languages)
    ]


class TestProblems:
    @pytest.mark.parametrize("key", ["case", "contact", "account"])
    def test_the_default_forms_have_none(self, key):
        assert said(load_default(key), ("es", "en", "pt", "fr", "de", "it")) == []

    def test_a_required_label_without_translation_holds_back_publishing(
        self, make_field, make_form
    ):
        form = make_form(make_field("a", required=True), make_field("b"))

        assert said(form, ("en", "es", "de")) == [
            ("error", "a", "The label is missing in: Español, Deutsch."),
            ("warning", "b", "The label is missing in: Español, Deutsch."),
        ]

    def test_options_want_translations_too(self, make_field, make_form):
        options = (Option(key="x", labels={"es": "X"}), Option(key="y", labels={"en": "Y"}))

        assert said(make_form(make_field("a", "list", options=options))) == [
            ("warning", "a", "Options without a label in every language: X.")
        ]

    def test_more_than_seven_required_fields_are_many(self, make_field, make_form):
        fields = [make_field(f"f{number}", required=True) for number in range(8)]

        assert said(make_form(*fields))[-1][0] == "warning"
        assert said(make_form(*fields[:7])) == []

    def test_nothing_is_required_where_it_can_not_be_filled_in(self, make_field, make_form):
        grants = {("customer", "create"): Grant(Access.HIDDEN, required=True)}

        assert said(make_form(make_field("a", grants=grants))) == [
            ("error", "a", "It is required where it can't be filled in.")
        ]

    def test_options_that_nobody_reaches_are_named(self, make_field, make_form):
        below = (Option(key="y", labels={"en": "Y"}),)
        options = (
            Option(key="x", labels={"en": "X"}, active=False, options=below),
            Option(key="z", labels={"en": "Z"}),
        )

        (found,) = said(make_form(make_field("a", "tree", options=options)))

        assert found[2].endswith("switched off: Y.")

    def test_labels_that_read_the_same_are_named(self, make_field, make_form):
        options = (Option(key="x", labels={"en": "Same"}), Option(key="y", labels={"en": "same"}))
        form = make_form(
            make_field("a", "list", options=options),
            make_field("b", labels={"en": "A"}),
        )

        assert said(form) == [
            ("warning", "a", "Options that read the same: same."),
            ("warning", "b", "It has the same label as “a”."),
        ]

    def test_a_required_list_needs_an_option(self, make_field, make_form):
        assert said(make_form(make_field("a", "list", required=True))) == [
            ("error", "a", "There is no option to choose.")
        ]

    def test_a_type_that_no_plugin_knows_is_named(self, make_field, make_form):
        (found,) = said(make_form(make_field("a", "weather.sky")))

        assert found[0] == "error"
        assert "weather.sky" in found[2]

    @pytest.mark.parametrize(
        ("kind", "default", "severity"),
        [("integer", "seven", "error"), ("integer", "7", "error"), ("list", "old", "warning")],
    )
    def test_a_default_must_be_a_value_of_the_field(
        self, make_field, make_form, kind, default, severity
    ):
        options = (
            Option(key="old", labels={"en": "Old"}, active=False),
            Option(key="new", labels={"en": "New"}),
        )
        form = make_form(make_field("a", kind, default=default, options=options))

        assert [found[0] for found in said(form)] == [severity]

    def test_long_labels_are_named(self, make_field, make_form):
        form = make_form(make_field("a", labels={"en": "Kraftfahrzeughaftpflichtversicherung" * 2}))

        assert said(form) == [("warning", "a", "A label is longer than 40 characters.")]


class TestRuleFindings:
    @pytest.mark.parametrize(
        ("rule", "expected"),
        [
            (Rule(Condition("zzz", "empty"), "show", "a"), ("error", "does not exist")),
            (Rule(Condition("a", "empty"), "show", "zzz"), ("error", "does not exist")),
            (Rule(Condition("gone", "empty"), "show", "a"), ("warning", "retired")),
            (Rule(Condition("a", "empty"), "require", "shut"), ("error", "nobody can fill it in")),
            (Rule(Condition("a", "empty"), "limit", "topic", ("zzz",)), ("error", "no option")),
            (
                Rule(Condition("a", "empty"), "limit", "topic", ("phone", "zzz")),
                ("warning", "do not exist or are switched off: zzz"),
            ),
            (Rule(Condition("a", "empty"), "show", "a"), ("error", "depends on itself")),
        ],
    )
    def test_rules_that_can_not_work_are_named(self, make_field, make_form, tree, rule, expected):
        form = make_form(
            make_field("a"),
            make_field("gone", active=False),
            make_field("shut", grants=NOWHERE),
            make_field("topic", "tree", options=tree),
            rules=[rule],
        )

        (found,) = said(form)

        assert found[0] == expected[0]
        assert expected[1] in found[2]

    def test_a_wide_circle_is_found(self, make_field, make_form):
        circle = [("a", "b"), ("b", "c"), ("c", "a")]
        rules = [Rule(Condition(asked, "empty"), "show", shown) for asked, shown in circle]
        form = make_form(*(make_field(key) for key in "abc"), rules=rules)

        assert {found[1] for found in said(form)} == {"a", "b", "c"}

    @pytest.mark.parametrize(
        ("kind", "operator", "value"),
        [
            ("money", "equals", "un millón"),
            ("money", "in", (5, "many")),
            ("money", "starts_with", "un"),
            ("integer", "equals", "1.000,5"),
            ("date", "equals", "31/12/2026"),
            ("date", "starts_with", "May"),
            ("datetime", "not_equals", "tomorrow"),
            ("boolean", "equals", "perhaps"),
            ("list", "equals", "nowhere"),
        ],
    )
    def test_a_value_that_the_field_never_has_is_named(
        self, make_field, make_form, kind, operator, value
    ):
        rule = Rule(Condition("asked", operator, value), "show", "note")
        form = make_form(make_field("asked", kind), make_field("note"), rules=[rule])

        found = [
            finding.message.interpolate()
            for finding in problems(form, ["en"])
            if finding.severity == "error" and finding.field == "note"
        ]

        assert [text.startswith("Rule 1 compares “asked” with") for text in found] == [True]

    @pytest.mark.parametrize(
        "again",
        [
            Condition("price", "equals", "100.00"),
            Condition("price", "in", (100,)),
            AllOf((Condition("price", "equals", 100.0),)),
        ],
    )
    def test_the_same_rule_twice_is_named(self, make_field, make_form, again):
        rules = [
            Rule(Condition("price", "equals", 100), "show", "note"),
            Rule(Condition("price", "equals", 101), "show", "note"),
            Rule(again, "show", "note"),
        ]
        form = make_form(make_field("price", "money"), make_field("note"), rules=rules)

        found = [f.message.interpolate() for f in problems(form, ["en"]) if f.field == "note"]

        assert found == ["Rule 3 says what another one says already."]


class TestStatusFindings:
    @pytest.mark.parametrize(
        ("options", "about"),
        [
            ((("a", "open", True, None), ("b", None, False, None)), "whether it is open"),
            ((("a", "closed", True, None),), "must be open"),
            ((("a", "open", True, None),), "must be closed"),
            ((("a", "open", True, None), ("b", "closed", True, None)), "Exactly one"),
            ((("a", "open", False, None), ("b", "closed", False, None)), "Exactly one"),
            ((("a", "open", True, None), ("b", "closed", False, "b")), "must reopen"),
            ((("a", "open", True, None), ("b", "closed", False, "z")), "must reopen"),
        ],
    )
    def test_the_life_cycle_stays_whole(self, make_field, make_form, options, about):
        statuses = tuple(
            Option(key=key, labels={"en": key}, kind=kind, default=default, reopens_to=reopens_to)
            for key, kind, default, reopens_to in options
        )
        form = make_form(make_field("status", "list", options=statuses))

        assert any(about in found[2] for found in said(form))
