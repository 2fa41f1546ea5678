"""What a table of options sends back, however it was mangled on the way."""

import json

import pytest

from core.fields.option_edits import cells_of, note_cells, read_table
from core.fields.option_rows import make_rows
from fields_config.options import Option

LOW = Option(key="low", labels={"en": "Low"}, color="#4b5563", default=True)
HIGH = Option(key="high", labels={"en": "High"})


def table(*options):
    rows = make_rows(options, (), "")
    return rows, cells_of(rows, ("en",))


def sent(rows, cells, **changes):
    """Return what a browser sends of the table, with changes by control."""
    found = {name: value for name, value in cells.items() if value or not name.endswith("-active")}
    found |= {f"{row.name}-key": row.option.key for row in rows if row.option.key}
    changes = {name.replace("_", "-"): value for name, value in changes.items()}
    return {**found, "_base": note_cells(rows, cells), **changes}


class TestReadTable:
    def test_what_nobody_touched_follows_what_is_stored(self):
        page = sent(*table(LOW, HIGH))
        rows, now = table(HIGH, Option(key="low", labels={"en": "Least"}, active=False))

        edit = read_table(rows, now, page)

        assert {name: edit.values[name] for name in now} == now
        assert not edit.is_stale

    def test_a_cell_is_found_at_its_option(self):
        page = sent(*table(LOW, HIGH), o1_label_en="Top", default="o1")
        rows, now = table(HIGH, LOW)

        values = read_table(rows, now, page).values

        assert (values["o0-label-en"], values["o1-label-en"]) == ("Top", "Low")
        assert values["default"] == "o0"

    def test_blanks_around_a_text_are_no_change(self):
        page = sent(*table(LOW), o0_label_en=" Low ")
        rows, now = table(Option(key="low", labels={"en": "Least"}))

        assert read_table(rows, now, page).values["o0-label-en"] == "Least"

    def test_both_changed_it_to_the_same(self):
        page = sent(*table(LOW), o0_label_en="Least")
        rows, now = table(Option(key="low", labels={"en": "Least"}))

        assert not read_table(rows, now, page).is_stale

    def test_a_row_that_is_gone_is_named_if_it_was_changed(self):
        for changes, gone in (({}, ()), ({"o1_color": "#000000"}, ("high",))):
            page = sent(*table(LOW, HIGH), **changes)

            assert read_table(*table(LOW), page).gone == gone

    @pytest.mark.parametrize(
        "base", ["", "x", "[]", "null", "{", "[" * 9000, json.dumps({"low/label-en": [7], "": {}})]
    )
    def test_a_note_that_is_none_means_what_was_sent(self, base):
        page = sent(*table(LOW), o0_label_en="Least", _base=base)
        page["_base"] = base

        assert read_table(*table(LOW), page).values["o0-label-en"] == "Least"
