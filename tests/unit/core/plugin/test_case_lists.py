import pytest

from core.plugin import hookspecs
from core.plugin.case_lists import Badge, BulkAction, CaseColumn, CaseFilterKind, CaseView
from core.plugin.loading import load_plugins
from tests.unit.core.plugin.modules import make_plugin


def nothing(*_given):
    return None


def column(name="size.length", **values):
    return CaseColumn(**{"name": name, "title": "Length", "values": nothing, **values})


def action(**values):
    given = {"name": "size.x", "title": "X", "permission": "size:x", "run": nothing, **values}
    return BulkAction(**given)


def plugin_with(answer, name="size", hook="register_case_columns"):
    def register():
        return answer() if callable(answer) else answer

    register.__name__ = hook
    return make_plugin(name, register)


class TestDeclaring:
    def test_the_parts_of_enabled_plugins_come_in_the_order_of_positions(self):
        registry = load_plugins(
            modules=[
                plugin_with([column("ant.b"), column("ant.a")], "ant"),
                plugin_with([column("bee.first", position=5)], "bee"),
                plugin_with([column("off.never")], "off"),
            ]
        )

        found = registry.hooks_for({"ant", "bee"}).declared(hookspecs.register_case_columns)

        assert [one.name for one in found] == ["bee.first", "ant.a", "ant.b"]

    @pytest.mark.parametrize(
        ("answer", "rule"),
        [
            (42, "list-part"),
            ({}, "list-part"),
            ([42], "list-part"),
            ([CaseView(name="size.x", title="X")], "list-part"),
            ([column(f"size.c{number}") for number in range(101)], "list-part"),
            ([column("other.length")], "list-part-name"),
            ([column("length")], "list-part-name"),
            ([column("size.Länge")], "list-part-name"),
            ([column("size.a.b")], "list-part-name"),
            ([column(), column()], "list-part-name"),
        ],
    )
    def test_a_plugin_with_others_is_left_out_at_start_up(self, answer, rule):
        registry = load_plugins(modules=[plugin_with(answer)])

        (error,) = registry.left_out
        assert (error.plugin, error.rule) == ("size", rule)
        assert "size" not in registry.plugins

    @pytest.mark.parametrize(
        ("make", "sentence"),
        [
            (lambda: column(title=42), "'title' must be text"),
            (lambda: column(title=""), "'title' must be text"),
            (lambda: column(name=42), "'name' must be text"),
            (lambda: column(values=None), "'values' must be a function"),
            (lambda: column(lists=("portal",)), "'lists' must be a tuple of desk, mine, accounts"),
            (lambda: column(lists=()), "'lists' must be"),
            (lambda: column(lists="desk"), "'lists' must be"),
            (lambda: column(position="first"), "'position' must be a number"),
            (lambda: column(position=True), "'position' must be a number"),
            (
                lambda: CaseFilterKind(name="size.x", title="X", condition=42),
                "'condition' must be a function",
            ),
            (
                lambda: CaseFilterKind(name="size.x", title="X", condition=nothing, choices=[]),
                "'choices' must be a function, or None",
            ),
            (
                lambda: CaseFilterKind(name="size.x", title="X", condition=nothing, input="file"),
                "'input' must be one of text, date, time, datetime-local",
            ),
            (lambda: CaseView(name="size.x", title="X", base="odd"), "'base' must be one of open"),
            (
                lambda: CaseView(name="size.x", title="X", lists=("mine",), base="assigned"),
                "'lists' must be ('desk',): 'assigned' is for staff",
            ),
            (
                lambda: CaseView(name="size.x", title="X", counted=1),
                "'counted' must be True or False",
            ),
            (lambda: action(run=None), "'run' must be a function"),
            (lambda: action(permission=""), "'permission' must be a permission's name"),
            (lambda: action(schema=dict), "'schema' must be a Colander schema"),
            (lambda: action(lists=("mine",)), "'lists' must be ('desk',)"),
            (lambda: action(skips=42), "'skips' must be a function, or None"),
            (lambda: action(undo=42), "'undo' must be a function, or None"),
        ],
    )
    def test_what_no_list_could_use_can_not_be_made(self, make, sentence):
        registry = load_plugins(modules=[plugin_with(lambda: [make()])])

        (error,) = registry.left_out
        assert sentence in error.detail


class TestBadge:
    @pytest.mark.parametrize(
        "values", [{"label": 42}, {"label": ""}, {"label": "x", "tone": "loud"}]
    )
    def test_it_refuses_what_can_not_be_drawn(self, values):
        with pytest.raises(TypeError):
            Badge(**values)
