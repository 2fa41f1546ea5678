from dataclasses import replace

import pytest
from markupsafe import Markup
from translationstring import TranslationString

from core.errors import PluginError
from core.plugin.breaker import CircuitBreaker
from core.plugin.field_types import UNREADABLE, read_types
from fields_config.definition import FieldDefinition
from fields_config.errors import RefusedValueError
from fields_config.field_type import FieldType
from fields_config.filter_values import filter_values_of
from fields_config.limits import Limit

FIELD = FieldDefinition(key="plate", type="fleet.plate", labels={"en": "Plate"})


def kind(**functions):
    functions.setdefault("reader", lambda field, language: str)
    return FieldType(name="fleet.plate", title="Plate", widget="text", **functions)


def guard(kind):
    return read_types("fleet", [kind], CircuitBreaker())["fleet.plate"]


def fail(*_given):
    raise SystemExit("no use")


def answer(value):
    return lambda *_given: value


def refuse(_value):
    raise RefusedValueError("Write it like ABC-123.")


class TestReadTypes:
    def test_it_returns_them_by_name(self):
        assert set(read_types("fleet", [kind()], CircuitBreaker())) == {"fleet.plate"}

    @pytest.mark.parametrize(
        "part",
        [
            {"title": 42},
            {"missing": None},
            {"widget": None},
            {"filter": "fuzzy"},
            {"blank": object()},
            {"many": "yes"},
            {"order": None},
            {"limits": ["min"]},
            {"limits": (Limit("No key", "Smallest"),)},
            {"limits": (Limit("min", "Smallest", "date"),)},
        ],
    )
    def test_it_refuses_a_part_that_forms_could_not_use_and_names_it(self, part):
        with pytest.raises(PluginError) as caught:
            read_types("fleet", [replace(kind(), **part)], CircuitBreaker())

        assert caught.value.rule == "field-types"
        assert f"in its type 'fleet.plate', '{next(iter(part))}' must be " in str(caught.value)

    @pytest.mark.parametrize(
        ("answer", "rule"),
        [
            (None, "field-types"),
            ([kind()] * 101, "field-types"),
            (["plate"], "field-types"),
            ([FieldType(name="plate", title="", widget="text", reader=fail)], "type-name"),
        ],
    )
    def test_it_refuses_what_is_none(self, answer, rule):
        with pytest.raises(PluginError) as caught:
            read_types("fleet", answer, CircuitBreaker())

        assert caught.value.rule == rule


class TestGuardType:
    def test_what_is_right_stays(self):
        shown = TranslationString("Plate", domain="fleet")
        guarded = guard(kind(show=answer(shown)))

        assert guarded.reader(FIELD, "en")("abc") == "abc"
        assert guarded.show("abc", FIELD, "en", "en") is shown
        assert guarded.offer("abc") == "abc"

    @pytest.mark.parametrize(
        "reader",
        [
            fail,
            answer(None),
            *(answer(answer(value)) for value in (fail, "\x00", float("nan"))),
            *(answer(answer(value)) for value in ({"\x00": 1}, {"plate": "\ud800"})),
        ],
    )
    def test_a_value_that_can_not_be_read_is_refused(self, reader):
        read = guard(kind(reader=reader)).reader(FIELD, "en")

        with pytest.raises(RefusedValueError) as caught:
            read("abc")

        assert caught.value.message == UNREADABLE

    def test_its_own_refusal_is_kept(self):
        read = guard(kind(reader=answer(refuse))).reader(FIELD, "en")

        with pytest.raises(RefusedValueError, match="Write it like"):
            read("abc")

    @pytest.mark.parametrize("show", [fail, answer(b"abc")])
    def test_what_can_not_be_shown_stands_as_it_is(self, show):
        guarded = guard(kind(show=show, offer=show))

        assert guarded.show("abc", FIELD, "en", "en") == "abc"
        assert guarded.offer(["abc"]) == ["abc"]

    @pytest.mark.parametrize("order", [fail, answer(None), answer(b"1"), refuse, answer("\x00")])
    def test_what_can_not_be_ordered_has_no_place(self, order):
        guarded = guard(kind(order=order, filter="range"))

        with pytest.raises(ArithmeticError):
            guarded.order("abc")
        assert filter_values_of(guarded, "abc") == frozenset()

    def test_what_is_ordered_is_exactly_a_string(self):
        guarded = guard(kind(order=Markup))

        assert type(guarded.order("abc")) is str

    @pytest.mark.parametrize("text", ["\x00", "\ud800"])
    def test_text_that_no_page_can_hold_is_none(self, text):
        guarded = guard(kind(show=answer(text)))

        assert guarded.show("abc", FIELD, "en", "en") == "abc"

    def test_nothing_passes_as_escaped(self):
        guarded = guard(kind(show=answer(Markup("<b>"))))

        assert type(guarded.show("abc", FIELD, "en", "en")) is str
