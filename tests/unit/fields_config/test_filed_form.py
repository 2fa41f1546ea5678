from fields_config.conditions import Condition, Rule
from fields_config.definition import Access, FieldDefinition, FormDefinition, Grant, Option
from fields_config.filed_form import relax_new_requirements, unasked, with_lost_options

PLACE = ("agent", "detail")
ASKED = Grant(Access.EDIT, required=True)
IS_URGENT = Condition("urgent", "not_empty")


def form_of(*fields, rules=()):
    return FormDefinition("case", tuple(fields), rules)


def field(key, grant=ASKED):
    return FieldDefinition(key=key, type="text", labels={}, grants={PLACE: grant})


class TestAskingNoMore:
    def test_only_what_was_required_stays_required(self):
        now = form_of(field("old"), field("loose"), field("new"))
        filed = form_of(field("old"), field("loose", Grant(Access.EDIT)))

        form = relax_new_requirements(now, filed)

        required = [one.key for one in form.fields if one.grant(*PLACE).required]
        assert required == ["old"]
        assert all(one.grant(*PLACE).access is Access.EDIT for one in form.fields)

    def test_rules_that_require_are_only_those_of_then(self):
        kept, show = Rule(IS_URGENT, "require", "old"), Rule(IS_URGENT, "show", "new")
        now = form_of(field("old"), rules=(kept, Rule(IS_URGENT, "require", "new"), show))

        assert relax_new_requirements(now, form_of(field("old"), rules=(kept,))).rules == (
            kept,
            show,
        )

    def test_the_same_form_comes_back_equal(self):
        form = form_of(field("old"), rules=(Rule(IS_URGENT, "require", "old"),))

        assert relax_new_requirements(form, form) == form


class TestUnasked:
    def test_what_came_later_and_has_no_answer_is_no_business_of_anybody(self):
        seen = field("seen", Grant(Access.VIEW))
        now = form_of(seen, field("own"), field("held", Grant(Access.VIEW)))

        assert unasked(now, form_of(), "agent", ["held"], may_fill=True) == ["seen"]
        assert unasked(now, form_of(), "customer", ["held"], may_fill=False) == ["own", "seen"]
        assert unasked(now, now, "agent", [], may_fill=True) == []


class TestWithLostOptions:
    def test_options_of_then_are_known_and_can_not_be_chosen(self):
        below = Option(key="b", labels={"en": "B"})
        before = (Option(key="a", options=(below,)), Option(key="c", default=True))
        tree = FieldDefinition(key="t", type="tree", labels={}, options=(Option(key="a"),))

        known = with_lost_options(tree, before).options

        assert [option.key for option in known] == ["a", "c"]
        assert known[0].options[0].labels == {"en": "B"}
        assert not known[0].options[0].active
        assert (known[1].active, known[1].default) == (False, False)
        assert with_lost_options(tree, tree.options) is tree
