import enum

import pytest
import sqlalchemy as sa

from core.db.base import UtcDateTime
from core.testing.inspection import anything


class Colour(enum.Enum):
    RED = "red"


class TestAnything:
    @pytest.mark.parametrize(
        "kind",
        [
            sa.Uuid(),
            sa.Date(),
            sa.Time(),
            UtcDateTime(),
            sa.Interval(),
            sa.Numeric(10, 2),
            sa.Float(),
            sa.String(10),
            sa.Enum(Colour),
            sa.JSON(),
            sa.LargeBinary(),
            sa.Boolean(),
            sa.BigInteger(),
        ],
        ids=str,
    )
    def test_a_column_of_any_usual_type_takes_it(self, kind):
        table = sa.Table("sample", sa.MetaData(), sa.Column("value", kind, nullable=False))
        engine = sa.create_engine("sqlite://")

        with engine.begin() as connection:
            table.create(connection)
            connection.execute(table.insert().values(value=anything(table.c.value)))
