"""A text of options that somebody sends while others have changed them."""

import pytest

from core.errors import Refused
from core.fields.option_text_edits import note_lines, weave

BASE = "Water\n\tBill\n\tLeak\nGas\n\tLeak"


def woven(mine, now, base=BASE):
    return weave(mine, now, note_lines(base), deep=True)


class TestWeave:
    @pytest.mark.parametrize(
        ("mine", "now", "text"),
        [
            # One added, the other added elsewhere, below and at the top.
            (BASE + "\nPower", "Air\n" + BASE, "Air\n" + BASE + "\nPower"),
            (BASE.replace("\tBill", "\tBill\n\tTaste"), BASE + "\n\tSmell", None),
            # One reworded, the other added or took away.
            (BASE.replace("Bill", "Invoice"), BASE + "\nPower", None),
            (BASE.replace("Bill", "Invoice"), "Water\n\tBill\n\tLeak", "Water\n\tInvoice\n\tLeak"),
            # One moved, the other added.
            ("Gas\n\tLeak\nWater\n\tBill\n\tLeak", BASE + "\nPower", None),
            # One did nothing; the other reworded what has lines below.
            (BASE, BASE.replace("Water", "Drink"), BASE.replace("Water", "Drink")),
            (BASE, "", ""),
            # Both did the same.
            (BASE + "\nPower", BASE + "\nPower", BASE + "\nPower"),
        ],
    )
    def test_changes_that_do_not_meet_stand_side_by_side(self, mine, now, text):
        found = woven(mine, now)

        assert found.is_clear
        lines = set(found.text.splitlines())
        if text is None:
            changes = {*mine.splitlines(), *now.splitlines()} - set(BASE.splitlines())
            assert lines >= changes
        else:
            assert found.text == text

    @pytest.mark.parametrize(
        ("mine", "now"),
        [
            (BASE.replace("Bill", "Invoice"), BASE.replace("Bill", "Account")),
            (BASE + "\n\tSmell", BASE.replace("Gas", "Fuel")),
            (BASE.replace("Gas", "Fuel"), BASE + "\n\tSmell"),
        ],
    )
    def test_those_that_meet_are_all_in_the_text_and_told(self, mine, now):
        found = woven(mine, now)

        assert not found.is_clear
        changes = {*mine.splitlines(), *now.splitlines()} - set(BASE.splitlines())
        assert set(found.text.splitlines()) >= changes
        assert woven(found.text, now, now) == (found.text, True)

    def test_what_was_pasted_stays_as_it_is_where_nobody_else_was(self):
        pasted = "Water\tBill\tToo high\nGas\tLeak"

        assert woven(pasted, BASE).text == pasted

    @pytest.mark.parametrize("base", ["", "x", "." * 300_000, "é.ñ"])
    def test_a_note_that_is_none_does_no_harm(self, base):
        found = weave("Air", BASE, base, deep=True)

        assert "Air" in found.text

    def test_what_is_no_text_of_options_is_refused(self):
        with pytest.raises(Refused):
            woven("A\n\t\t\tB", BASE + "\nPower")
