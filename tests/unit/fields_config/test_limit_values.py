from decimal import Decimal

import pytest

from fields_config.definition import FieldDefinition
from fields_config.errors import RefusedValueError
from fields_config.limit_values import limit_problems, read_limit
from fields_config.types import TYPES


def field_of(kind, **validation):
    return FieldDefinition(key="a", type=kind, labels={"en": "A"}, validation=validation)


def wrong_places(kind, **validation):
    return [path for path, _message in limit_problems(TYPES[kind], field_of(kind, **validation))]


def read(kind, name, value, language="en", **others):
    limit = next(limit for limit in TYPES[kind].limits if limit.name == name)
    return read_limit(TYPES[kind], field_of(kind, **others), limit, value, language)


class TestLimitProblems:
    @pytest.mark.parametrize(
        ("kind", "validation"),
        [
            ("date", {"min": "31/12/2026"}),
            ("date", {"max": 20261231}),
            ("date", {"min": "1066-02-30"}),
            ("time", {"min": "25:00"}),
            ("datetime", {"max": "2026-02-30 10:00"}),
            ("money", {"currency": "pesos"}),
            ("money", {"currency": "XYZ"}),
            ("money", {"currency": ["EUR"]}),
            ("money", {"min": "0.005"}),
            ("phone", {"region": "México"}),
            ("phone", {"region": "ZZ"}),
            ("decimal", {"min": "1e30"}),
            ("decimal", {"max": "NaN"}),
            ("decimal", {"max": "9" * 5000}),
            ("decimal", {"max": True}),
            ("decimal", {"decimals": 7}),
            ("integer", {"min": 1.5}),
            ("text", {"max_length": 0}),
            ("text", {"max_length": 2001}),
            ("text", {"max_length": -1}),
            ("text", {"mask": "9" * 61}),
            ("text", {"mask": 9}),
            ("text", {"longest": 5}),
            ("boolean", {"min": 1}),
            ("file", {"max_files": 0}),
            ("emails", {"max_items": 101}),
        ],
    )
    def test_each_kind_refuses_what_is_no_limit_of_its_own(self, kind, validation):
        assert wrong_places(kind, **validation) == [f"validation.{name}" for name in validation]

    @pytest.mark.parametrize(
        ("kind", "validation"),
        [
            ("integer", {"min": 10, "max": 5}),
            ("integer", {"min": 10, "max": "9"}),
            ("money", {"min": "-1", "max": "-2"}),
            ("text", {"min_length": 10, "max_length": 9}),
            ("date", {"min": "2026-12-31", "max": "2026-12-30"}),
            ("datetime", {"min": "2026-12-31 10:00", "max": "2026-12-31T09:59"}),
            ("time", {"min": "9:30", "max": "08:00"}),
        ],
    )
    def test_the_smaller_one_is_not_the_larger_one(self, kind, validation):
        assert wrong_places(kind, **validation) == [f"validation.{next(iter(validation))}"]

    @pytest.mark.parametrize(
        ("kind", "validation"),
        [
            ("integer", {"min": -5, "max": "10"}),
            ("decimal", {"min": "10.5", "max": 11, "decimals": 1}),
            ("money", {"currency": "cop", "max": 5}),
            ("phone", {"region": "mx"}),
            ("text", {"min_length": 0, "max_length": 2000, "mask": "AAA-999"}),
            ("datetime", {"min": "2026-12-31 10:00"}),
            ("time", {"min": "9:30"}),
            ("percent", {"max": 300}),
            ("date", {"min": "1800-01-01"}),
        ],
    )
    def test_what_can_be_read_is_taken(self, kind, validation):
        assert wrong_places(kind, **validation) == []


class TestReadLimit:
    @pytest.mark.parametrize(
        ("kind", "name", "text", "language", "stored"),
        [
            ("decimal", "min", "10,5", "es", "10.5"),
            ("decimal", "min", "10.5", "en", "10.5"),
            ("money", "max", Decimal("99.50"), "en", "99.5"),
            ("integer", "max", "7", "de", 7),
            ("money", "currency", " eur ", "es", "EUR"),
            ("phone", "region", "co", "es", "CO"),
            ("text", "max_length", "20", "es", 20),
            ("time", "min", "9:30", "es", "09:30"),
        ],
    )
    def test_it_reads_as_people_of_the_language_write(self, kind, name, text, language, stored):
        assert read(kind, name, text, language) == stored

    def test_decimals_are_those_that_the_field_allows(self):
        assert read("decimal", "min", "0.125", decimals=3) == "0.125"
        with pytest.raises(RefusedValueError):
            read("decimal", "min", "0.125", decimals=2)


class TestReadersOfStoredLimits:
    """A definition of an earlier release may hold anything: its fields can be filled in anyway."""

    @pytest.mark.parametrize(
        ("kind", "validation", "written", "stored"),
        [
            ("decimal", {"min": "1e30"}, "5", "5.00"),
            ("integer", {"min": 10, "max": 5}, "7", 7),
            ("integer", {"min": {}, "max": []}, "7", 7),
            ("percent", {"max": "9" * 5000}, "7", "7.00"),
            ("date", {"min": "31/12/2026"}, "2026-01-01", "2026-01-01"),
            ("date", {"min": "2026-12-31", "max": "2026-01-01"}, "2026-06-01", "2026-06-01"),
            ("time", {"min": 5}, "10:00", "10:00"),
            ("money", {"currency": "pesos"}, "5", "5.00"),
            ("money", {"decimals": "lots"}, "5", "5.00"),
            ("phone", {"region": "México"}, "+57 601 234 5678", "+57 601 2345678"),
            ("text", {"mask": "(" * 500}, "a", "a"),
            ("text", {"min_length": 300}, "a" * 300, "a" * 300),
            ("emails", {"max_items": "many"}, "a@example.org", ["a@example.org"]),
        ],
    )
    def test_a_limit_that_can_not_be_read_is_none(self, kind, validation, written, stored):
        assert TYPES[kind].reader(field_of(kind, **validation), "en")(written) == stored

    def test_one_that_is_written_carelessly_counts_as_it_is_read(self):
        price = field_of("money", currency="cop")

        assert "COP" in TYPES["money"].display("5.00", price, "en")
