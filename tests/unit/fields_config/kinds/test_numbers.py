from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fields_config.field_type import FIXED
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
            ("percent", "12,5 %", "de", "12.50"),
            ("percent", "%12,5", "es", "12.50"),
            ("decimal", "٣", "en", "3.00"),
            ("decimal", "٣٬٥٠٠٫٥", "es", "3500.50"),
            ("integer", "１２３４", "en", 1234),
            ("integer", "−5", "de", -5),
            ("integer", "1 234 567", "de", 1234567),
            ("decimal", "1’234.5", "de_CH", "1234.50"),
            ("decimal", "1'234.5", "de-CH", "1234.50"),
            ("decimal", "1\xa0234,5", "pt-PT", "1234.50"),
            ("integer", "12,34,567", "en_IN", 1234567),
            ("money", "150,-", "de", "150.00"),
        ],
    )
    def test_numbers_are_read_as_they_are_written(self, read, kind, written, language, stored):
        assert read(kind, written, language) == stored

    @pytest.mark.parametrize(
        ("kind", "written", "language", "sentence"),
        [
            ("decimal", "1.234", "en", "Write fewer decimals: the limit is 2."),
            ("integer", "1.5", "en", "Write a whole number, without decimals."),
            ("percent", "101", "en", "Write a number between 0 and 100."),
            ("integer", "seven", "en", "Write a number here."),
            ("decimal", "nan", "en", "Write a number here."),
            ("decimal", float("inf"), "en", "Write a number here."),
            ("decimal", "1e5", "en", "Write a number here."),
            ("decimal", "²", "en", "Write a number here."),
            ("integer", "1_000", "en", "Write a number here."),
            ("integer", "1.000", "en", "Write a whole number, without decimals."),
            ("integer", "1,000", "es", "Write a whole number, without decimals."),
            ("money", "1,500", "es", "Write fewer decimals: the limit is 2."),
            ("decimal", True, "en", "Write a number here."),
            ("decimal", "9" * 40, "en", "Write a smaller number."),
            ("integer", 10**50, "en", "Write a smaller number."),
        ],
    )
    def test_what_can_not_be_read_is_refused(self, refusal, kind, written, language, sentence):
        assert refusal(kind, written, language) == sentence

    @pytest.mark.parametrize("kind", ["integer", "decimal", "percent", "money"])
    @pytest.mark.parametrize("language", ["de", "es", "it", "pt"])
    @pytest.mark.parametrize("ending", ["000", "001", "255", "500", "050"])
    def test_a_dot_before_three_digits_means_thousands(self, read, kind, language, ending):
        limits = {"validation": {"max": 10**6, "decimals": 3}}

        assert Decimal(read(kind, f"1.{ending}", language, **limits)) == int(f"1{ending}")

    @pytest.mark.parametrize("kind", ["integer", "decimal", "percent", "money"])
    @pytest.mark.parametrize(
        ("language", "written"),
        [
            ("fr", "1.500"),
            ("fr", "250.000"),
            ("es", "0.125"),
            ("es", ".500"),
            ("es", "1,500.25"),
            ("es", "1.234.56"),
            ("es", "1234.567"),
            ("es", "1 234.567"),
            ("de", "1'500.50"),
            ("de-CH", "1,500.25"),
            ("de_CH", "1,5"),
            ("pt-PT", "1.500"),
            ("en", "1.500,25"),
            ("en", "1,5"),
            ("en", "12,34,567"),
            ("en", "1 234,567"),
        ],
    )
    def test_what_could_be_read_in_two_ways_is_asked_back(self, refusal, kind, language, written):
        sentence = refusal(kind, written, language, validation={"max": 10**9, "decimals": 3})

        assert sentence.startswith(f"“{written}” could mean more than one number. Write it like")

    def test_the_example_stands_as_the_language_writes_it(self, refusal):
        assert "12.345,68" in refusal("decimal", "1,500.25", "es")
        assert "12’346," in refusal("integer", "1,500.25", "de-CH")

    @pytest.mark.parametrize(
        ("written", "language", "currency"),
        [
            ("$ 5,50", "es", "COP"),
            ("COP 5,50", "es", "COP"),
            ("5,50 cop", "es", "COP"),
            ("R$ 5,50", "pt", "BRL"),
            ("$5.50", "en", "USD"),
            ("5,50 €", "fr", "EUR"),
            ("€ 5,50", "es", ""),
            ("5,50", "es", "EUR"),
        ],
    )
    def test_a_currency_may_stand_beside_an_amount(self, read, written, language, currency):
        assert read("money", written, language, validation={"currency": currency}) == "5.50"

    def test_another_currency_is_not_taken_for_the_fields(self, refusal):
        assert refusal("money", "$5", "es", validation={"currency": "EUR"}) == (
            "Write a number here."
        )

    @pytest.mark.parametrize("written", ["1.500", "1500", "-0.5", ".5"])
    def test_programs_write_in_one_form(self, read, written):
        assert Decimal(read("decimal", written, FIXED)) == Decimal(written)

    @pytest.mark.parametrize("written", ["1,5", "1,500.00", "1 500", "٣", "1e5", "5 €"])
    def test_nothing_else_is_taken_from_programs(self, refusal, written):
        assert refusal("decimal", written, FIXED) == "Write a number here."

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

    def test_an_amount_keeps_the_decimals_that_the_tenant_asked_for(self, make_field):
        field = make_field(kind="money", validation={"currency": "EUR", "decimals": 4})

        assert TYPES["money"].display("1.2345", field, "es") == "1,2345\xa0€"
        assert TYPES["money"].display("1.5000", field, "es") == "1,50\xa0€"


LANGUAGES = ("en", "es", "pt", "fr", "de", "it", "de_CH", "de-AT", "pt-PT", "es_MX", "en_IN", "fa")


class TestWhatIsWritten:
    @given(
        kind=st.sampled_from(("integer", "decimal", "percent", "money")),
        number=st.decimals(-(10**12), 10**12, places=6),
        places=st.integers(0, 6),
        currency=st.sampled_from(("", "EUR", "COP", "USD", "JPY", "CHF", "BRL", "KWD")),
        language=st.sampled_from(LANGUAGES),
    )
    @example(kind="money", number=Decimal(250_000), places=2, currency="COP", language="es")
    @example(kind="decimal", number=Decimal("1.255"), places=3, currency="", language="es")
    @example(kind="percent", number=Decimal("0.125"), places=3, currency="", language="fr")
    def test_it_is_read_back_as_itself(
        self, make_field, read, kind, number, places, currency, language
    ):
        limits = {"min": -(10**13), "max": 10**13, "decimals": places, "currency": currency}
        field = make_field(kind=kind, validation=limits)
        whole = kind == "integer"
        stored = int(number) if whole else format(round(number, places) + 0, "f")
        stored = 0 if stored == "-0" else stored
        box = TYPES[kind].node(field, language).serialize(stored)
        sentence = TYPES[kind].display(stored, field, language)

        for written in (box, sentence, f"\u2067{sentence}\u2069"):
            found = read(kind, written, language, validation=limits)
            assert Decimal(found) == Decimal(stored)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("kind", ["integer", "decimal", "percent"])
    def test_boxes_show_numbers_as_sentences_do(self, make_field, kind, language):
        field = make_field(kind=kind)
        box = TYPES[kind].node(field, language).serialize("12345.5")

        assert box in TYPES[kind].display("12345.5", field, language)

    def test_boxes_show_amounts_as_sentences_do(self, make_field):
        field = make_field(kind="money", validation={"currency": "EUR"})

        assert TYPES["money"].node(field, "es").serialize("1234.50") == "1.234,50"
        assert TYPES["money"].display("1234.50", field, "es") == "1.234,50\xa0€"
