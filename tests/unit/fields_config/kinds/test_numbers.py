import pytest

from fields_config.types import TYPES


class TestReadNumber:
    @pytest.mark.parametrize(
        ("kind", "written", "language", "stored"),
        [
            ("money", "1.234,56", "es", "1234.56"),
            ("money", "1,234.56", "en", "1234.56"),
            ("money", "1234.56", "es", "1234.56"),
            ("money", "1 234,5", "fr", "1234.50"),
            ("money", "1\u202f234,5", "fr", "1234.50"),
            ("decimal", "1,5", "de", "1.50"),
            ("decimal", "1.5", "de", "1.50"),
            ("decimal", "1.234", "es", "1234.00"),
            ("decimal", "-0", "en", "0.00"),
            ("decimal", ".5", "en", "0.50"),
            ("decimal", 0.1, "es", "0.10"),
            ("integer", "1,234", "en", 1234),
            ("integer", "1.234", "it", 1234),
            ("integer", "+7", "pt", 7),
            ("integer", 7, "en", 7),
            ("percent", "12.5", "en", "12.50"),
        ],
    )
    def test_numbers_are_read_as_they_are_written(self, read, kind, written, language, stored):
        assert read(kind, written, language) == stored

    @pytest.mark.parametrize(
        ("kind", "written", "language", "sentence"),
        [
            ("decimal", "1.234", "en", "Write fewer decimals: the limit is 2."),
            ("decimal", "1,5", "en", "Write the number without thousands separators."),
            ("integer", "1.5", "en", "Write a whole number, without decimals."),
            ("percent", "101", "en", "Write a number between 0 and 100."),
            ("integer", "seven", "en", "Write a number here."),
            ("decimal", "nan", "en", "Write a number here."),
            ("decimal", float("inf"), "en", "Write a number here."),
            ("decimal", "1e5", "en", "Write a number here."),
            ("decimal", "٣", "en", "Write a number here."),
            ("decimal", True, "en", "Write a number here."),
            ("decimal", "9" * 40, "en", "Write a smaller number."),
            ("integer", 10**50, "en", "Write a smaller number."),
        ],
    )
    def test_what_can_not_be_read_is_refused(self, refusal, kind, written, language, sentence):
        assert refusal(kind, written, language) == sentence

    def test_a_number_too_long_to_write_down_is_refused(self, refusal):
        assert refusal("integer", 10**5000) == "Write a smaller number."

    def test_the_tenants_bounds_count(self, read, refusal):
        limits = {"validation": {"min": 1, "max": "2.5"}}

        assert read("decimal", "2.5", **limits) == "2.50"
        assert refusal("decimal", "2.51", **limits) == "Write a number between 1 and 2.5."

    def test_the_number_of_decimals_can_be_set(self, read):
        assert read("decimal", "1.2345", validation={"decimals": 4}) == "1.2345"

    def test_a_currency_knows_its_decimals(self, read, refusal):
        assert read("money", "5", validation={"currency": "JPY"}) == "5"
        assert "whole number" in refusal("money", "5.5", validation={"currency": "JPY"})


class TestDisplay:
    @pytest.mark.parametrize(
        ("kind", "stored", "language", "shown"),
        [
            ("integer", 1234567, "es", "1.234.567"),
            ("decimal", "1234.50", "en", "1,234.5"),
            ("percent", "12.5", "de", "12,5\xa0%"),
            ("money", "1234.50", "en", "€1,234.50"),
            ("money", "rubbish", "en", "rubbish"),
        ],
    )
    def test_numbers_are_shown_as_the_reader_writes_them(
        self, make_field, kind, stored, language, shown
    ):
        field = make_field(kind=kind, validation={"currency": "EUR"})

        assert TYPES[kind].display(stored, field, language) == shown
