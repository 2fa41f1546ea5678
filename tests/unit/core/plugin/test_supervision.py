"""Hooks that do not come back, and what is left of the session afterwards."""

import threading
import time
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import text

from core.db.guard import TENANT
from core.db.session import make_engine, make_session
from core.plugin import activation, hookspecs, supervision
from core.plugin.contributions import MenuItem
from core.plugin.fence import MisconductError
from core.plugin.loading import load_plugins
from tests.unit.core.plugin.modules import make_plugin


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(activation, "LIMIT", 0.3)


@pytest.fixture
def scope(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'test.db'}")
    session = make_session(engine)
    tenant = SimpleNamespace(id=uuid4())
    session.info[TENANT] = tenant.id
    session.execute(text("CREATE TABLE kept (word VARCHAR)"))
    yield SimpleNamespace(tenant=tenant, session=session, translate=str)
    session.close()
    engine.dispose()


def hooks_of(*functions, proven=False):
    registry = load_plugins(modules=[make_plugin("bad", *functions)])
    hooks = registry.hooks_for({"bad"})
    if proven:
        for impl in registry.supervisor._implementations.values():
            impl.to_prove = 0
    return registry, hooks


def ask(hooks, scope):
    return hooks.gather(hookspecs.menu_items, scope=scope, slot="portal")


def words(scope):
    return list(scope.session.execute(text("SELECT word FROM kept")).scalars())


class TestAHookThatDoesNotComeBack:
    def test_one_that_sleeps_is_left_behind(self, scope):
        woken = threading.Event()

        def menu_items(scope):
            scope.session.execute(text("INSERT INTO kept VALUES ('hostile')"))
            time.sleep(3)
            woken.set()
            scope.session.execute(text("INSERT INTO kept VALUES ('later')"))

        registry, hooks = hooks_of(menu_items)
        started = time.monotonic()
        assert ask(hooks, scope) == []

        assert time.monotonic() - started < 2.5
        assert not registry.breaker.allows((scope.tenant.id, "bad", "menu_items"))
        scope.session.execute(text("INSERT INTO kept VALUES ('ours')"))
        assert words(scope) == ["ours"]
        assert not woken.wait(4), "it went on after it was cut off"
        assert words(scope) == ["ours"]

    def test_one_that_swallows_the_cut_may_not_use_the_session(self, scope):
        said = []
        done = threading.Event()

        def menu_items(scope):
            end = time.monotonic() + 3
            while time.monotonic() < end:
                try:
                    while time.monotonic() < end:
                        pass
                except BaseException as error:  # noqa: BLE001 - that is what it does wrong
                    said.append(type(error).__name__)
            try:
                scope.session.execute(text("INSERT INTO kept VALUES ('later')"))
            except MisconductError as error:
                said.append(str(error))
            done.set()

        _registry, hooks = hooks_of(menu_items)
        assert ask(hooks, scope) == []
        assert done.wait(20)

        assert "OverdueError" in said
        assert "this hook was given up; its session serves others now" in said
        assert words(scope) == []

    def test_one_that_was_left_behind_is_cut_off_until_it_ends(self, scope):
        cuts = []
        done = threading.Event()

        def menu_items():
            try:
                while len(cuts) < 3:
                    try:
                        while True:
                            pass
                    except BaseException as error:  # noqa: BLE001 - that is what it does wrong
                        cuts.append(type(error).__name__)
            finally:
                done.set()

        _registry, hooks = hooks_of(menu_items)
        assert ask(hooks, scope) == []

        assert done.wait(20), "it would go on for ever"
        assert cuts == ["OverdueError"] * 3

    def test_a_proven_one_that_spins_is_cut_off_where_it_is(self, scope):
        threads = []

        def menu_items():
            threads.append(threading.get_ident())
            while True:
                pass

        _registry, hooks = hooks_of(menu_items, proven=True)
        started = time.monotonic()

        assert ask(hooks, scope) == []
        assert time.monotonic() - started < 2.5
        assert threads == [threading.get_ident()]

    def test_nobody_follows_a_proven_one_into_a_long_sleep(self, scope):
        calls = []

        def menu_items():
            calls.append("in")
            time.sleep(2)

        registry, hooks = hooks_of(menu_items, proven=True)
        fuse = (scope.tenant.id, "bad", "menu_items")
        first = threading.Thread(target=ask, args=(hooks, scope))
        first.start()
        end = time.monotonic() + 1.8
        while registry.breaker.allows(fuse) and time.monotonic() < end:
            time.sleep(0.05)

        assert first.is_alive(), "it sleeps still"
        assert not registry.breaker.allows(fuse)
        first.join()
        assert calls == ["in"]

    def test_the_next_statement_of_the_core_is_not_struck(self, scope):
        def menu_items(scope):
            scope.session.execute(text("SELECT 1"))
            time.sleep(0.29)  # just about its limit
            return []

        registry, hooks = hooks_of(menu_items, proven=True)
        for _ in range(8):
            registry.breaker._faults.clear()
            ask(hooks, scope)
            assert scope.session.execute(text("SELECT 1")).scalar() == 1


class TestProbation:
    def test_a_function_proves_itself_and_then_runs_in_the_callers_thread(self, scope):
        threads = []

        def menu_items():
            threads.append(threading.get_ident())
            return [MenuItem(label="x", route="x")]

        _registry, hooks = hooks_of(menu_items)
        for _ in range(supervision.PROBATION + 1):
            assert len(ask(hooks, scope)) == 1

        assert threading.get_ident() not in threads[:-1]
        assert threads[-1] == threading.get_ident()

    def test_who_left_threads_behind_is_not_given_all_of_them(self, scope, monkeypatch):
        lane = supervision.SideLane()
        monkeypatch.setattr(supervision, "SIDE_LANE", lane)
        monkeypatch.setattr("core.plugin.watch.MOST_THREADS", 0)
        registry, hooks = hooks_of(menu_items)

        assert ask(hooks, scope) == []
        assert registry.breaker.faults(scope.tenant.id)


def menu_items():
    return []
