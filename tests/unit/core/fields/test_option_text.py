import subprocess
import sys

import pytest

from core.errors import Refused
from core.fields.option_text import Merge, merge_text, write_text
from fields_config.options import Option, iter_options
from tests.support.tree import ROOT

TREE = (
    Option(
        key="phone",
        labels={"en": "Telephone", "es": "Teléfono"},
        options=(
            Option(key="noise", labels={"en": "Noise"}),
            Option(key="dead", labels={"en": "Dead"}),
        ),
    ),
    Option(key="net", labels={"en": "Internet"}),
)
ENGLISH = Merge("en", "en")


def paths(options):
    return [path for path, _option, _active in iter_options(options)]


class TestWriteText:
    def test_it_indents_by_tabs(self):
        assert write_text(TREE, "en", "en") == "Telephone\n\tNoise\n\tDead\nInternet"

    def test_it_reads_back_to_the_same(self):
        assert merge_text(TREE, write_text(TREE, "en", "en"), ENGLISH) == TREE


class TestMergeText:
    def test_it_adds_what_is_new(self):
        found = merge_text(TREE, "Telephone\n\tNoise\n\tDead\n\tSlow\nInternet\nTV", ENGLISH)

        assert paths(found) == ["phone", "phone/noise", "phone/dead", "phone/slow", "net", "tv"]

    def test_it_rewords_where_the_number_is_the_same(self):
        found = merge_text(TREE, "Telephone\n\tNoise\n\tNo tone\nInternet", ENGLISH)

        assert found[0].options[1].key == "dead"
        assert found[0].options[1].labels == {"en": "No tone"}

    def test_it_translates(self):
        found = merge_text(TREE, "Telefon\n\tRauschen\n\tTot\nInternet", Merge("de", "en"))

        assert paths(found) == paths(TREE)
        assert found[0].labels["de"] == "Telefon"
        assert found[0].labels["en"] == "Telephone"

    def test_it_orders_anew_without_mixing_up_keys(self):
        found = merge_text(TREE, "Internet\nTelephone", ENGLISH)

        assert [option.key for option in found] == ["net", "phone"]

    def test_what_is_left_out_stays_unless_told_otherwise(self):
        assert len(merge_text(TREE, "Internet", ENGLISH)) == 2

        found = merge_text(TREE, "Internet", Merge("en", "en", drop=True))

        assert [(option.key, option.active) for option in found] == [
            ("net", True),
            ("phone", False),
        ]

    def test_it_takes_whole_branches_from_a_spreadsheet(self):
        rows = "Water\tBill\tToo high\nWater\tBill\tNot received\nWater\tLeak\nGas\tLeak"

        assert paths(merge_text((), rows, ENGLISH)) == [
            "water",
            "water/bill",
            "water/bill/too_high",
            "water/bill/not_received",
            "water/leak",
            "gas",
            "gas/leak",
        ]

    def test_it_takes_columns_whose_cells_are_left_empty(self):
        rows = "Water\tBill\tToo high\n\t\tNot received\n\tLeak"

        assert paths(merge_text((), rows, ENGLISH))[-2:] == [
            "water/bill/not_received",
            "water/leak",
        ]

    @pytest.mark.parametrize("text", ["\tLow", "A\n\t\tB", "A\n" + "\t" * 9 + "B"])
    def test_it_refuses_a_line_too_far_right(self, text):
        with pytest.raises(Refused):
            merge_text((), text, ENGLISH)

    def test_a_list_has_one_level(self):
        with pytest.raises(Refused):
            merge_text((), "A\n\tB", Merge("en", "en", deep=False))


COUNTING = """
import sys
from tests.unit.core.fields.test_option_text import ENGLISH, TREE, merge_text

text, options = sys.stdin.buffer.read().decode(), {"tree": TREE, "none": ()}[sys.argv[1]]
count = 0

def note(_frame, event, _what):
    global count
    count += event in ("call", "c_call")

sys.setprofile(note)
merge_text(options, text, ENGLISH)
sys.setprofile(None)
print(count)
"""


def calls_of(text, options="tree"):
    """Count the calls that a text takes: how long they take, another day decides.

    In a process of its own: CPython 3.11 may profile for ever where other threads are about.
    """
    done = subprocess.run(  # noqa: S603  # runs what stands above
        [sys.executable, "-c", COUNTING, options],
        input=text.encode(),
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return int(done.stdout)


class TestMuchText:
    @pytest.mark.parametrize(
        "line",
        [
            "ß" * 200 + " {}",  # its keys all read "option"
            "The same forty signs begin every one of these {}",
            "A\tB\tC {}",
            "A {}\n\tB {}",
        ],
    )
    def test_twice_as_much_takes_no_more_than_twice_as_long(self, line):
        def text(many):
            return "\n".join(line.replace("{}", str(number)) for number in range(many))

        assert calls_of(text(1600)) < 2.6 * calls_of(text(800))

    @pytest.mark.parametrize("text", ["\n" * 200_000, "\t" * 200_000, "\t\n" * 100_000])
    def test_blanks_cost_nothing(self, text):
        assert calls_of(text, "none") < 300_000

    def test_nobody_pastes_lines_without_end(self):
        with pytest.raises(Refused, match="At most"):
            merge_text((), "A\tB\n" * 30_000, ENGLISH)
