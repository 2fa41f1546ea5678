"""A plugin that adds to lists of cases and to the administration, and enough cases to see it."""

from types import ModuleType

import colander
import pytest
from sqlalchemy import inspect

from core.cases.models import Case
from core.db.base import Model, new_id
from core.errors import Refused
from core.plugin import hookimpl
from core.plugin.case_lists import Badge, BulkAction
from core.plugin.contributions import SearchHit
from core.plugin.manifest import PluginManifest
from tests.functional.tables.shelf import plugin as shelf
from tests.functional.tables.shelf.models import Book, Loan


class Reason(colander.MappingSchema):
    reason = colander.SchemaNode(colander.String(), title="Reason")


def mark(scope, case_id, values):
    case = scope.session.get(Case, (scope.tenant_id, case_id))
    if "loud" in case.subject:
        raise Refused("It is marked already.")
    before, case.subject = case.subject, f"{case.subject} ({values['reason']})"
    return before


def unmark(scope, case_id, before):
    scope.session.get(Case, (scope.tenant_id, case_id)).subject = before


def make_plugin():
    module = ModuleType("made_marks")

    @hookimpl
    def register_plugin():
        return PluginManifest(name="marks", title="Marks", package="core.plugin")

    @hookimpl
    def register_bulk_actions():
        action = BulkAction(
            name="marks.mark",
            title="Mark",
            permission="cases:change",
            schema=Reason,
            run=mark,
            undo=unmark,
        )
        return [action]

    @hookimpl
    def case_badges(case_ids):
        return {one: [Badge(label="Overdue since yesterday", tone="bad")] for one in case_ids[:2]}

    @hookimpl
    def search_results(text):
        hit = {"group": "Articles", "route": "core.staff_profile"}
        return [
            SearchHit(title=f"All about {text}", text="First look at the fuse.", **hit),
            SearchHit(title="Donaudampfschifffahrtsgesellschaft" * 3, **hit),
        ]

    for hook in (register_plugin, register_bulk_actions, case_badges, search_results):
        setattr(module, hook.__name__, hook)
    return module


@pytest.fixture(scope="session")
def extra_plugins():
    return (make_plugin(), shelf)


@pytest.fixture(autouse=True)
def tables(engine):
    """Make the shelf's tables, unless the database was prepared with it."""
    present = inspect(engine).get_table_names()
    made = [one.__table__ for one in (Book, Loan) if one.__tablename__ not in present]
    Model.metadata.create_all(engine, tables=made)
    yield
    if made:
        Model.metadata.drop_all(engine, tables=made)


@pytest.fixture
def cases(make_case, make_contact):
    ana = make_contact(first_name="Ana", last_name="Mora")
    subjects = ("No light in the hall", "The lift is loud", "The lift of the north hall stands")
    return [
        make_case(ana, subject=subject, priority=priority)
        for subject, priority in zip(subjects, ("low", "critical", "medium"), strict=True)
    ]


@pytest.fixture
def book(open_scope):
    """The id of the last of two books."""
    with open_scope() as scope:
        for title in ("Lifts", "Donaudampfschifffahrtsgesellschaftskapitän" * 2):
            book = Book(
                id=new_id(),
                tenant_id=scope.tenant_id,
                title=title,
                language="en",
                pages=7,
                is_lent=False,
                shouted=title,
            )
            scope.session.add(book)
        return book.id
