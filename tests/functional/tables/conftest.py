import pytest
from sqlalchemy import inspect

from core.db.base import Model
from tests.functional.tables.shelf.models import Book, Loan


@pytest.fixture(autouse=True)
def tables(engine):
    """Make the plugin's tables, unless the database was prepared with the plugin."""
    present = inspect(engine).get_table_names()
    made = [one.__table__ for one in (Book, Loan) if one.__tablename__ not in present]
    Model.metadata.create_all(engine, tables=made)
    yield
    if made:
        Model.metadata.drop_all(engine, tables=made)
