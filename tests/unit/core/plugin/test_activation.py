import time
from threading import Event
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from core.db.guard import TENANT
from core.db.session import make_engine, make_session
from core.errors import Refused, SpoiledError
from core.plugin import breaker, hookspecs, watchdog
from core.plugin.contributions import MenuItem
from core.plugin.hook_call import HookCall
from core.plugin.loading import load_plugins
from tests.unit.core.plugin.modules import make_plugin


def scope_on(engine):
    tenant = SimpleNamespace(id=uuid4())
    session = make_session(engine)
    session.info[TENANT] = tenant.id
    return SimpleNamespace(tenant=tenant, session=session, translate=str)


@pytest.fixture
def engine(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'test.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def scope(engine):
    scope = scope_on(engine)
    yield scope
    scope.session.close()


def plugin_with_item(name):
    def menu_items(scope):
        return [MenuItem(label=name, route=f"{name}.home")]

    return make_plugin(name, menu_items)


def labels(hooks, scope):
    items = hooks.gather(hookspecs.menu_items, scope=scope, slot="portal")
    return [item.label for item in items]


class TestGather:
    def test_it_calls_in_the_order_of_names_whatever_the_order_of_loading(self, scope):
        registry = load_plugins(modules=[plugin_with_item(n) for n in ("zoo", "ant", "mid")])

        assert labels(registry.hooks_for({"zoo", "ant", "mid"}), scope) == ["ant", "mid", "zoo"]

    def test_it_leaves_out_what_the_tenant_has_off(self, scope):
        registry = load_plugins(modules=[plugin_with_item("ant"), plugin_with_item("zoo")])

        assert labels(registry.hooks_for({"zoo"}), scope) == ["zoo"]
        assert labels(registry.hooks_for(()), scope) == []

    def test_it_leaves_out_a_contribution_that_fails(self, scope):
        def menu_items():
            raise RuntimeError("broken")

        registry = load_plugins(modules=[plugin_with_item("ant"), make_plugin("bad", menu_items)])

        assert labels(registry.hooks_for({"ant", "bad"}), scope) == ["ant"]

    @pytest.mark.parametrize("rubbish", [42, "text", None, {"a": 1}, [42], [None]])
    def test_it_leaves_out_an_answer_that_is_no_list(self, scope, rubbish):
        def menu_items():
            return rubbish

        registry = load_plugins(modules=[plugin_with_item("ant"), make_plugin("bad", menu_items)])

        assert labels(registry.hooks_for({"ant", "bad"}), scope) == ["ant"]

    def test_an_error_of_the_database_is_a_failure_like_others(self, scope):
        def menu_items(scope):
            scope.session.execute(text("SELECT 1"))
            raise OperationalError("select", {}, Exception("gone"))

        plugins = [plugin_with_item("ant"), make_plugin("bad", menu_items)]
        hooks = load_plugins(modules=plugins).hooks_for({"ant", "bad"})

        assert labels(hooks, scope) == ["ant"]
        assert scope.session.execute(text("SELECT 1")).scalar() == 1


class TestCheck:
    def test_it_lets_a_refusal_through(self, scope):
        def check_case(values):
            raise Refused(f"not {values['subject']}")

        hooks = load_plugins(modules=[make_plugin("strict", check_case)]).hooks_for({"strict"})

        with pytest.raises(Refused, match="not this"):
            hooks.check(hookspecs.check_case, scope=scope, values={"subject": "this"})

    def test_it_takes_no_failure_for_a_refusal(self, scope):
        def check_case(values):
            raise KeyError("mistake")

        hooks = load_plugins(modules=[make_plugin("bad", check_case)]).hooks_for({"bad"})

        hooks.check(hookspecs.check_case, scope=scope, values={})

    def test_a_refusal_that_fails_at_its_own_words_is_a_failure(self, scope):
        def check_case():
            raise Refused(42, {"subject": object()})

        scope.translate = lambda message: message
        hooks = load_plugins(modules=[make_plugin("bad", check_case)]).hooks_for({"bad"})

        hooks.check(hookspecs.check_case, scope=scope, values={})


class TestWritesOfAHook:
    """What a plugin writes stays if it is asked for it and objects to nothing."""

    @pytest.fixture
    def rows(self, scope):
        scope.session.execute(text("CREATE TABLE kept (word TEXT)"))
        return lambda: scope.session.execute(text("SELECT word FROM kept")).scalars().all()

    def test_they_are_taken_back_with_a_refusal(self, scope, rows):
        def check_case(scope, values):
            scope.session.execute(text("INSERT INTO kept VALUES (:word)"), values)
            if values["word"] == "refused":
                raise Refused("not this")

        hooks = load_plugins(modules=[make_plugin("strict", check_case)]).hooks_for({"strict"})
        hooks.check(hookspecs.check_case, scope=scope, values={"word": "taken"})
        with pytest.raises(Refused, match="not this"):
            hooks.check(hookspecs.check_case, scope=scope, values={"word": "refused"})

        assert rows() == ["taken"]

    def test_they_are_taken_back_where_it_only_contributes(self, scope, rows):
        def menu_items(scope):
            scope.session.execute(text("INSERT INTO kept VALUES ('x')"))
            return [MenuItem(label="ant", route="ant.home")]

        hooks = load_plugins(modules=[make_plugin("ant", menu_items)]).hooks_for({"ant"})

        assert labels(hooks, scope) == ["ant"]
        assert rows() == []

    def test_a_hook_within_a_hook_is_taken_back_with_it(self, scope, rows):
        """The inner one is the first to touch the database, within the outer one's savepoint."""

        def check_case(scope):
            scope.session.execute(text("INSERT INTO kept VALUES ('inner')"))

        inner = load_plugins(modules=[make_plugin("inner", check_case)]).hooks_for({"inner"})

        def menu_items(scope):
            inner.check(hookspecs.check_case, scope=scope, values={})
            return [MenuItem(label="ant", route="ant.home")]

        hooks = load_plugins(modules=[make_plugin("ant", menu_items)]).hooks_for({"ant"})

        assert labels(hooks, scope) == ["ant"]
        assert rows() == []


class TestValues:
    @pytest.mark.parametrize("hook", ["check_case", "check_note", "choose_assignee"])
    def test_what_the_core_goes_on_with_nobody_changes(self, scope, hook):
        failures = []

        def spoil(values):
            for one, change in ((values, "update"), (values["files"], "append")):
                try:
                    getattr(one, change)
                except AttributeError as error:
                    failures.append(error)
            try:
                values["nested"]["a"] = "theirs"
            except TypeError as error:
                failures.append(error)

        spoil.__name__ = hook
        hooks = load_plugins(modules=[make_plugin("bad", spoil)]).hooks_for({"bad"})
        given = {"subject": "ours", "files": ["one"], "nested": {"a": [1]}}

        ask = hooks.choose if hook == "choose_assignee" else hooks.check
        list(ask(getattr(hookspecs, hook), scope=scope, values=given) or ())

        assert len(failures) == 3
        assert given == {"subject": "ours", "files": ["one"], "nested": {"a": [1]}}


class TestChoose:
    def test_it_yields_the_answers_in_the_order_of_the_plugins(self, scope):
        first, second = uuid4(), uuid4()

        def choosing(name, answer):
            def choose_assignee():
                return answer

            return make_plugin(name, choose_assignee)

        plugins = [choosing("ant", None), choosing("bee", first), choosing("cat", second)]
        hooks = load_plugins(modules=plugins).hooks_for({"ant", "bee", "cat"})

        answers = hooks.choose(hookspecs.choose_assignee, scope=scope, values={})

        assert list(answers) == [first, second]


class TestBreaker:
    def test_it_stops_calling_what_keeps_failing_for_that_tenant_alone(self, scope, engine):
        calls = []

        def menu_items(scope):
            calls.append(scope.tenant.id)
            raise RuntimeError("broken")

        hooks = load_plugins(modules=[make_plugin("bad", menu_items)]).hooks_for({"bad"})
        other = scope_on(engine)

        for _ in range(breaker.FAILURES + 3):
            labels(hooks, scope)
        labels(hooks, other)
        other.session.close()

        assert len(calls) == breaker.FAILURES + 1
        assert calls[-1] == other.tenant.id

    def test_a_success_between_failures_starts_the_count_again(self, scope):
        answers = iter([1, 1, 1, 1, 0, 1, 1, 1, 1, 0])

        def menu_items():
            if next(answers):
                raise RuntimeError("broken")
            return []

        registry = load_plugins(modules=[make_plugin("shaky", menu_items)])
        hooks = registry.hooks_for({"shaky"})
        for _ in range(10):
            labels(hooks, scope)

        assert registry.breaker.allows((scope.tenant.id, "shaky", "menu_items"))

    def test_slowness_counts_as_failure(self, scope, monkeypatch):
        monkeypatch.setattr(breaker, "BUDGET", 0.001)

        def menu_items():
            time.sleep(0.002)
            return []

        registry = load_plugins(modules=[make_plugin("slow", menu_items)])
        for _ in range(breaker.FAILURES):
            labels(registry.hooks_for({"slow"}), scope)

        assert not registry.breaker.allows((scope.tenant.id, "slow", "menu_items"))

    def test_it_tells_when_it_opens(self, scope):
        def menu_items():
            raise RuntimeError("broken")

        told = []
        registry = load_plugins(modules=[make_plugin("bad", menu_items)])
        registry.breaker.on_open = lambda key, fault: told.append((key[1], fault.error))
        for _ in range(breaker.FAILURES):
            labels(registry.hooks_for({"bad"}), scope)

        ((plugin, error),) = told
        assert plugin == "bad"
        assert error.startswith("RuntimeError: broken (test_activation.py, line ")


class TestTakeBack:
    def test_what_is_rolled_back_is_not_closed_meanwhile(self, scope, monkeypatch):
        is_rolling, is_closed, steps = Event(), Event(), []

        class Driver:
            def interrupt(self):
                is_rolling.set()

            def rollback(self):
                is_closed.wait(0.3)  # it would be by then
                steps.append("rolled back")

        class Connection:
            invalidated = False
            connection = SimpleNamespace(dbapi_connection=Driver())

            def invalidate(self):
                steps.append("closed")
                is_closed.set()

        def menu_items(scope):
            is_rolling.wait(60)

        monkeypatch.setattr(HookCall, "_connections", lambda _call: [Connection()])
        monkeypatch.setattr(watchdog, "LIMIT", 0.05)
        monkeypatch.setattr(watchdog, "LOOK", 0.02)
        hooks = load_plugins(modules=[make_plugin("ant", menu_items)]).hooks_for({"ant"})

        with pytest.raises(SpoiledError):
            labels(hooks, scope)

        assert steps == ["rolled back", "closed"]
