from dataclasses import replace

import pytest
from webob.multidict import MultiDict

from core.cases.search import page_search
from core.cases.services import CaseFilter, list_cases
from core.cases.web.filter_controls import asked_of, finds_nothing, list_filters, unheeded
from core.i18n import Translator
from core.testing.cases import file_case
from fields_config.definition import FieldDefinition
from tests.support.grants import EVERYWHERE
from tests.unit.core.cases.conftest import VALUES

KINDS = ("text", "textarea", "email", "integer", "decimal", "money", "date", "datetime", "time")


def with_fields(form):
    for kind in KINDS:
        form = form.with_field(
            FieldDefinition(
                key=f"own_{kind}",
                type=kind,
                labels={"en": kind, "es": kind},
                grants=EVERYWHERE,
                filterable=True,
                validation={"min": 1, "max": 5} if kind == "integer" else {},
            )
        )
    return form


@pytest.fixture
def reader(agent, with_form):
    return with_form(agent, with_fields)


@pytest.fixture
def filed(scope, contact, with_form):
    values = {
        "own_text": "Pedido Ñ-77, “portal web”, Müller & Boehm: AB 1234",
        "own_textarea": "palabra " * 100 + "Ñuñoa",
        "own_email": "ana@demo.example",
        "own_integer": 3,
        "own_money": "1250.50",
        "own_date": "2026-12-01",
        "own_datetime": "2026-12-01T09:30",
        "own_time": "09:30",
    }
    scope = with_form(scope, with_fields)
    return file_case(scope, {**VALUES, **values}, contact_id=contact.id)


def asked(scope, **sent):
    """Return (numbers found, what is told)."""
    sent = {f"f-own_{key}": value for key, value in sent.items()}
    controls = list_filters(scope, sent)
    told = unheeded(scope, sent, "", controls)
    if finds_nothing(scope, "", controls):
        return [], told
    page = list_cases(scope, CaseFilter(view="all", fields=asked_of(controls)))
    return [row.number for row in page.rows], told


@pytest.mark.usefixtures("filed")
class TestListFilters:
    @pytest.mark.parametrize(
        ("key", "value"),
        [
            *(("text", one) for one in ("PEDIDO ñ-77", "Pedido Ñ-77", "n77", "'portal web'")),
            *(("textarea", one) for one in ("ÑUÑOA", "nunoa palabra")),
            *(("email", one) for one in ("ANA@DEMO", "ana", "demo.example")),
            *(("money", one) for one in ("1250.50", "1,250.50", "1250.5")),
            *(("datetime", one) for one in ("2026-12-01 09:30", "2026-12-01T09:30", "2026-12-01")),
            *(("date", "2026-12-01"), ("time", "9:30"), ("integer", "3")),
            *(("money-from", "1250"), ("money-to", "1,250.50"), ("integer-from", "0")),
            *(("datetime-from", "2026-12-01"), ("datetime-to", "2026-12-01")),
        ],
    )
    def test_a_case_is_found_however_its_value_is_written(self, reader, key, value):
        assert asked(reader, **{key: value}) == ([1], ())

    @pytest.mark.parametrize(
        "walk", [0, page_search.SCAN_LIMIT], ids=["by the index", "by walking"]
    )
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            *((one, [1]) for one in ("Müller", "mueller", "muller", "BÖHM", "boehm")),
            *((one, [1]) for one in ("AB 1234", "AB-1234", "ab1234", "Müller, Böhm AB1234")),
            *((one, []) for one in ("bohm", "muleler", "AB 12345")),
        ],
    )
    def test_any_spelling_of_a_text_finds(self, reader, monkeypatch, walk, value, expected):
        monkeypatch.setattr(page_search, "SCAN_LIMIT", walk)

        assert asked(reader, text=value) == (expected, ())

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            *(("text", "Ñ-78"), ("textarea", "nunos"), ("money", "1250.51"), ("integer", "2")),
            *(("money-from", "1251"), ("money-to", "1250"), ("datetime", "2026-12-02")),
            *(("datetime-from", "2026-12-02"), ("datetime-to", "2026-11-30")),
        ],
    )
    def test_what_is_another_value_is_not_found(self, reader, key, value):
        assert asked(reader, **{key: value}) == ([], ())

    def test_numbers_are_read_in_the_readers_language(self, reader):
        spanish = replace(reader, translator=Translator("es", {"core": "core"}, {}))

        assert asked(spanish, money="1250,5") == ([1], ())
        assert asked(spanish, money="1.250,50") == ([1], ())

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            *(("money", "mucho"), ("money-from", "1.2.3"), ("integer", "3.5"), ("date", "ayer")),
            *(("datetime", "2026-12-01 25:00"), ("time", "x"), ("text", "…"), ("text", "x" * 201)),
            *(("datetime-to", "mañana"), ("email", "@@")),
        ],
    )
    def test_what_can_not_be_read_is_told_and_finds_nothing(self, reader, key, value):
        numbers, told = asked(reader, **{key: value})

        assert numbers == []
        (sentence,) = told
        assert sentence.startswith(key.partition("-")[0])
        control = next(one for one in list_filters(reader, {f"f-own_{key}": value}) if one.error)
        assert (control.value, control.input) == (value[:200] if key != "text" else value, "text")

    def test_a_range_that_ends_before_it_begins_is_told(self, reader):
        numbers, told = asked(reader, **{"money-from": "9", "money-to": "10"})
        assert (numbers, told) == ([], ())

        numbers, told = asked(reader, **{"money-from": "10", "money-to": "9"})
        assert numbers == []
        assert len(told) == 1

    def test_moments_have_pickers(self, reader):
        inputs = {one.name: one.input for one in list_filters(reader, {})}

        for kind, picker in (("date", "date"), ("datetime", "datetime-local"), ("time", "time")):
            assert inputs[f"f-own_{kind}-from"] == inputs[f"f-own_{kind}-to"] == picker


class TestUnheeded:
    @pytest.mark.parametrize(
        "sent",
        [
            {"f-gone": "x"},
            {"f-own_text-from": "x"},
            MultiDict([("f-priority", "low"), ("f-priority", "high")]),
        ],
    )
    def test_what_is_not_known_is_told_without_its_name(self, reader, sent):
        controls = list_filters(reader, sent)

        (sentence,) = unheeded(reader, sent, "", controls)

        assert sentence == "Part of this address is not known here and was left out."
        assert not finds_nothing(reader, "", controls)

    @pytest.mark.parametrize("key", ["priority", "product", "channel"])
    def test_an_option_that_is_gone_finds_nothing(self, reader, key):
        sent = {f"f-{key}": "gone"}
        controls = list_filters(reader, sent)

        assert finds_nothing(reader, "", controls)
        assert len(unheeded(reader, sent, "", controls)) == 1

    @pytest.mark.parametrize("typed", ["TV", "4K", "漢字", "¿?", "a b c"])
    def test_too_little_is_told(self, reader, typed):
        assert finds_nothing(reader, typed, ())
        assert unheeded(reader, {}, typed, ()) == ("Write at least 3 letters or digits to search.",)

    def test_too_much_is_told(self, reader):
        assert unheeded(reader, {}, "word " * 50, ()) == (
            "Only the first 200 characters are searched for.",
        )
        assert not finds_nothing(reader, "word " * 50, ())
