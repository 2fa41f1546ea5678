from types import ModuleType, SimpleNamespace
from uuid import uuid4

import pytest

from core.errors import Refused
from core.plugin import hookimpl, hookspec
from core.plugin.contributions import Panel
from core.plugin.loading import load_plugins
from tests.unit.core.plugin.modules import make_plugin


def declaring(name, *functions):
    """Return a plugin that declares these hooks, and the module that they stand in."""
    hooks = ModuleType(f"{name}_hooks")
    for function in functions:
        setattr(hooks, function.__name__, hookspec(function))

    def register_hooks():
        return [hooks]

    return make_plugin(name, register_hooks), hooks


def reasons(registry):
    return {error.plugin: error.rule for error in registry.left_out}


def csat_rated(scope, case_id) -> None: ...


def csat_panels(scope) -> list[Panel]: ...


def csat_check(scope, score) -> None: ...


@pytest.fixture
def scope():
    session = SimpleNamespace(flush=lambda: None, session_guard=None, info={})
    tenant = SimpleNamespace(id=uuid4())
    session.info["tenant_id"] = tenant.id
    return SimpleNamespace(tenant=tenant, session=session, translate=str)


class TestDeclaring:
    def test_another_plugin_implements_it(self):
        plugin, _ = declaring("csat", csat_rated)

        def csat_rated_too(case_id): ...

        csat_rated_too.__name__ = "csat_rated"
        registry = load_plugins(modules=[plugin, make_plugin("ant", csat_rated_too)])

        assert registry.left_out == []
        hooks = registry.hooks_for({"ant", "csat"})
        assert hooks.plugins_with(csat_rated) == ("ant",)
        assert hooks.find_spec("csat_rated").__name__ == "csat_rated"

    def test_a_parameter_that_it_does_not_have_is_refused(self):
        plugin, _ = declaring("csat", csat_rated)

        def strange(ticket): ...

        strange.__name__ = "csat_rated"
        registry = load_plugins(modules=[plugin, make_plugin("ant", strange)])

        assert reasons(registry) == {"ant": "hook-signature"}

    @pytest.mark.parametrize(
        ("functions", "rule"),
        [
            ([lambda scope: None], "hook-name"),
            ([], "hooks"),
        ],
    )
    def test_what_is_no_hook_of_its_own_is_refused(self, functions, rule):
        plugin, _ = declaring("csat", *functions)

        assert reasons(load_plugins(modules=[plugin])) == {"csat": rule}

    @pytest.mark.parametrize("answer", [None, 42, ["hooks"], ModuleType("hooks")])
    def test_what_is_no_list_of_modules_is_refused(self, answer):
        def register_hooks():
            return answer

        registry = load_plugins(modules=[make_plugin("csat", register_hooks)])

        assert reasons(registry) == {"csat": "hooks"}

    def test_a_hook_of_the_core_can_not_be_declared(self):
        def case_created(scope): ...

        plugin, _ = declaring("case", case_created)

        assert reasons(load_plugins(modules=[plugin])) == {"case": "name"}

    @pytest.mark.parametrize(
        "annotation", ["list[Nothing]", "dict[str, int]", "Scope | None | int", "list[Panel, int]"]
    )
    def test_an_answer_that_nobody_can_check_is_refused(self, annotation):
        def csat_things(scope): ...

        csat_things.__annotations__["return"] = annotation
        plugin, _ = declaring("csat", csat_things)

        assert reasons(load_plugins(modules=[plugin])) == {"csat": "hook-signature"}

    def test_one_without_a_scope_is_refused(self):
        def csat_rated(case_id): ...

        plugin, _ = declaring("csat", csat_rated)

        assert reasons(load_plugins(modules=[plugin])) == {"csat": "hook-signature"}

    def test_two_that_declare_the_same_one_do_not_both_stay(self):
        def csat_plus_rated(scope) -> None: ...

        first, _ = declaring("csat", csat_plus_rated)
        second, _ = declaring("csat_plus", csat_plus_rated)

        assert reasons(load_plugins(modules=[first, second])) == {"csat_plus": "clash-hook"}

    def test_one_that_does_not_come_back_is_left_out(self):
        def register_hooks():
            raise SystemExit

        registry = load_plugins(modules=[make_plugin("csat", register_hooks)])

        assert reasons(registry) == {"csat": "hooks"}


class TestWithoutThePlugin:
    def test_an_optional_one_waits_for_it(self):
        def rated(scope, score): ...

        rated.__name__ = "csat_rated"
        module = make_plugin("ant")
        module.csat_rated = hookimpl(optionalhook=True)(rated)
        registry = load_plugins(modules=[module])

        assert registry.left_out == []
        with pytest.raises(LookupError, match="csat_rated"):
            registry.hooks_for({"ant"}).find_spec("csat_rated")

    def test_any_other_is_taken_for_a_mistake(self):
        def rated(scope, score): ...

        rated.__name__ = "csat_rated"

        assert reasons(load_plugins(modules=[make_plugin("ant", rated)])) == {"ant": "unknown-hook"}


class TestCalling:
    def answering(self, spec, function):
        plugin, _ = declaring("csat", spec)
        function.__name__ = spec.__name__
        registry = load_plugins(modules=[plugin, make_plugin("ant", function)])
        return registry.hooks_for({"ant", "csat"})

    def test_contributions_are_joined(self, scope):
        hooks = self.answering(csat_panels, lambda: [Panel(title="Here")])

        assert [panel.title for panel in hooks.gather(csat_panels, scope=scope)] == ["Here"]

    @pytest.mark.parametrize("answer", [42, [42], ["Here"]])
    def test_rubbish_is_left_out(self, scope, answer):
        hooks = self.answering(csat_panels, lambda: answer)

        assert hooks.gather(csat_panels, scope=scope) == []

    def test_a_failure_is_left_out(self, scope):
        def fail():
            raise RuntimeError("broken")

        assert self.answering(csat_panels, fail).gather(csat_panels, scope=scope) == []

    def test_a_check_refuses(self, scope):
        def refuse(score):
            raise Refused(f"not {score}")

        hooks = self.answering(csat_check, refuse)

        with pytest.raises(Refused, match="not 3"):
            hooks.check(csat_check, scope=scope, score=3)
