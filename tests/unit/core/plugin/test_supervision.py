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

# Far beyond any limit of these tests, and only there so that a broken fence ends, too.
HANG = 60.0  # seconds


@pytest.fixture
def _impatient(monkeypatch):
    monkeypatch.setattr(activation, "LIMIT", 0.3)


@pytest.fixture
def held():
    """Something that only the end of the test sets, or the test itself."""
    held = threading.Event()
    yield held
    held.set()


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


@pytest.mark.usefixtures("_impatient")
class TestAHookThatDoesNotComeBack:
    def test_one_that_sleeps_is_left_behind(self, scope, held):
        ended = threading.Event()

        def menu_items(scope):
            scope.session.execute(text("INSERT INTO kept VALUES ('hostile')"))
            try:
                held.wait(HANG)
                while True:
                    time.sleep(0.01)
            finally:
                ended.set()

        registry, hooks = hooks_of(menu_items)
        assert ask(hooks, scope) == []

        assert not ended.is_set(), "it was waited for"
        assert not registry.breaker.allows((scope.tenant.id, "bad", "menu_items"))
        scope.session.execute(text("INSERT INTO kept VALUES ('ours')"))
        assert words(scope) == ["ours"]
        held.set()
        assert ended.wait(HANG), "it went on after it woke up"
        assert words(scope) == ["ours"]

    def test_one_that_swallows_the_cut_may_not_use_the_session(self, scope, held):
        cuts = []
        objections = []
        done = threading.Event()

        def menu_items(scope):
            while not (held.is_set() and cuts):
                try:
                    while not held.is_set():
                        pass
                except BaseException as error:  # noqa: BLE001 - that is what it does wrong
                    cuts.append(type(error).__name__)
            while not objections:
                try:
                    scope.session.execute(text("INSERT INTO kept VALUES ('later')"))
                    objections.append("none")
                except MisconductError as error:
                    objections.append(str(error))
                except BaseException:  # noqa: BLE001, S110 - cut off again meanwhile
                    pass
            done.set()

        _registry, hooks = hooks_of(menu_items)
        assert ask(hooks, scope) == []
        held.set()
        assert done.wait(HANG)

        assert set(cuts) == {"OverdueError"}
        assert objections == ["this hook was given up; its session serves others now"]
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

        assert done.wait(HANG), "it would go on for ever"
        assert cuts == ["OverdueError"] * 3

    def test_a_proven_one_that_spins_is_cut_off_where_it_is(self, scope):
        threads = []

        def menu_items():
            threads.append(threading.get_ident())
            while True:
                pass

        _registry, hooks = hooks_of(menu_items, proven=True)

        assert ask(hooks, scope) == []
        assert threads == [threading.get_ident()]

    def test_nobody_follows_a_proven_one_into_a_long_sleep(self, scope, held):
        calls = []
        tripped = threading.Event()

        def menu_items():
            calls.append("in")
            held.wait(HANG)

        registry, hooks = hooks_of(menu_items, proven=True)
        registry.breaker.on_trip = lambda _fuse, _fault: tripped.set()
        first = threading.Thread(target=ask, args=(hooks, scope))
        first.start()
        assert tripped.wait(HANG)

        assert ask(hooks, scope) == []
        assert first.is_alive(), "it sleeps still"
        held.set()
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
