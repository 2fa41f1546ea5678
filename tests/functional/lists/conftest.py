"""A plugin that adds to lists of cases, and misbehaves when it is told to."""

from types import ModuleType

import pytest
from sqlalchemy import func, select

from core.cases.models import Case, CaseNote
from core.plugin import hookimpl
from core.plugin.case_lists import Badge, BulkAction, CaseColumn, CaseFilterKind, CaseView, Cell
from core.plugin.manifest import PluginManifest
from core.tenancy.services import switch_plugin

ALL_LISTS = ("desk", "mine", "accounts")
MISDEEDS = {}  # part -> what it does instead
CALLS = []


def done_by(part, asked, otherwise):
    CALLS.append((part, asked))
    return MISDEEDS[part](asked) if part in MISDEEDS else otherwise()


def long_ones(scope):
    """Ask for the cases whose subject is long; through another table, as most plugins will."""
    some = select(CaseNote.case_id).join(Case, Case.id == CaseNote.case_id)
    return Case.id.in_(some.where(func.length(Case.subject) > 20))


def lengths(scope, rows):
    found = {row.id: Cell(f"{len(row.subject)} letters") for row in rows}
    return done_by("column", rows, lambda: found)


def kind_condition(scope, value):
    long = Case.id.in_(select(Case.id).where(func.length(Case.subject) > 20))
    return done_by("filter", value, lambda: long if value == "long" else ~long)


def kinds(scope):
    return done_by("choices", None, lambda: [("long", "Long"), ("short", "Short")])


def word_condition(scope, value):
    return done_by("word", value, lambda: Case.subject.startswith(value, autoescape=True))


def view_condition(scope):
    return done_by("view", None, lambda: long_ones(scope))


@hookimpl
def register_plugin():
    return PluginManifest(name="size", title="Size", package="core.plugin")


@hookimpl
def register_case_columns():
    return [
        CaseColumn(name="size.length", title="Length", lists=ALL_LISTS, position=15, values=lengths)
    ]


@hookimpl
def register_case_filters():
    kind = CaseFilterKind(
        name="size.kind",
        title="Kind of length",
        lists=ALL_LISTS,
        condition=kind_condition,
        choices=kinds,
    )
    return [kind, CaseFilterKind(name="size.word", title="Word", condition=word_condition)]


@hookimpl
def register_case_views():
    long = CaseView(
        name="size.long",
        title="Long ones",
        lists=ALL_LISTS,
        condition=view_condition,
        counted=True,
    )
    return [long]


def shout(scope, case_id, values):
    case = scope.session.get(Case, (scope.tenant_id, case_id))
    before, case.subject = case.subject, case.subject.upper()
    return done_by("run", case.number, lambda: before)


def whisper(scope, case_id, before):
    scope.session.get(Case, (scope.tenant_id, case_id)).subject = before
    done_by("undo", before, lambda: None)


@hookimpl
def register_bulk_actions():
    return [
        BulkAction(
            name="size.shout",
            title="Shout",
            permission="cases:change",
            run=shout,
            undo=whisper,
            skips=lambda scope, case_ids: done_by("skips", list(case_ids), dict),
        )
    ]


@hookimpl
def case_badges(scope, case_ids, audience):
    first = [Badge(label=f"First for <b>{audience}</b>", tone="warn")]
    return done_by("badges", list(case_ids), lambda: {case_ids[0]: first})


def make_plugin():
    module = ModuleType("made_size")
    for function in (
        register_plugin,
        register_case_columns,
        register_case_filters,
        register_case_views,
        register_bulk_actions,
        case_badges,
    ):
        setattr(module, function.__name__, function)
    return module


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin(),)


@pytest.fixture(autouse=True)
def _calm(platform):
    MISDEEDS.clear()
    CALLS.clear()
    platform.plugins.breaker._faults.clear()


@pytest.fixture
def calls():
    """Return how often a part was asked since the last time, and with what."""

    def read(part):
        found = [asked for name, asked in CALLS if name == part]
        CALLS.clear()
        return found

    return read


@pytest.fixture
def misbehave():
    return MISDEEDS.__setitem__


@pytest.fixture
def switch(open_scope):
    def switch(*, on):
        with open_scope() as scope:
            switch_plugin(scope, "size", on=on)

    return switch


@pytest.fixture
def ana(make_contact):
    return make_contact(first_name="Ana", last_name="Mora")


@pytest.fixture
def short(make_case, ana):
    return make_case(ana, subject="Lift")


@pytest.fixture
def long(make_case, ana):
    return make_case(ana, subject="The lift in the north hall is loud")


@pytest.fixture
def desk(as_agent):
    return as_agent()


@pytest.fixture
def portal(as_customer, ana):
    return as_customer(ana)


@pytest.fixture
def listed():
    """Return the numbers of the cases that a page lists."""

    def read(page):
        return [int(link.get_text()) for link in page.html.select("#cases .v-row-link")]

    return read


@pytest.fixture
def words():
    """Return what the parts of a page say that a selector finds."""

    def read(page, selector):
        return [one.get_text(" ", strip=True) for one in page.html.select(selector)]

    return read
