import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fields_config.folding import fold, words_to_find

ALIKE = (
    ("O'Brien", "o’brien", "O`BRIEN", "o´brien", "oʼbrien", "O‘Brien", "obrien", "“O'Brien”,"),
    ("n’est", "N'EST", "nest"),
    ("e-mail", "e‑mail", "E–MAIL", "email", "e\u00admail", "e\u2060mail"),
    ("Factura", "factura.", "¿FACTURA?", "«factura»", "(Factura)", "factura,"),
    ("AB-1234", "AB1234", "ab–1234", "Ab_1234", "ＡＢ１２３４", "#AB-1234"),
    ("ÑUÑOA", "nunoa", "Ñuñoa", "N\u0303un\u0303oa"),
    ("Straße", "STRASSE", "strasse", "STRAẞE"),
    ("ISTANBUL", "istanbul", "İstanbul", "ıstanbul"),
    ("ﬁnal", "FINAL", "fi\u200bnal", "fi\ufeffnal"),
    ("cœur", "COEUR"),
    ("1.500,00", "1,500.00", "1 500,00".replace(" ", "\u2019"), "150000"),
    ("601-555-1234", "6015551234", "601.555.1234"),
    ("28/11/2026", "28.11.2026", "28-11-2026,"),
    ("٢٠٢٦", "2026"),
)


class TestFold:
    @pytest.mark.parametrize("spellings", ALIKE, ids=lambda one: one[0])
    def test_any_spelling_is_the_same(self, spellings):
        assert len({fold(one) for one in spellings}) == 1

    @pytest.mark.parametrize(
        ("one", "other"),
        [("1/12/26", "11/2/26"), ("28/11/26", "281/1/26"), ("14:30", "1:430"), ("año", "aña")],
    )
    def test_what_is_another_thing_stays_one(self, one, other):
        assert fold(one) != fold(other)

    @pytest.mark.parametrize("signs", ["", " ", "…", "«»", "- -", "🔥", "\u200b", "'’'"])
    def test_signs_alone_are_no_word(self, signs):
        assert fold(signs) == ""

    @given(st.text(max_size=30))
    def test_it_is_done_once_and_for_all(self, text):
        folded = fold(text)

        assert fold(folded) == folded
        assert fold(unicodedata.normalize("NFD", text)) == folded == " ".join(folded.split())

    @given(st.text(st.characters(max_codepoint=127), max_size=30))
    def test_plain_text_takes_a_short_way_to_the_same(self, text):
        assert fold(text) == fold(f"{text}\u200b")


class TestWordsToFind:
    def test_each_word_is_there_once_in_order(self):
        assert list(words_to_find("Uno, dos y UNO.")) == ["uno", "dos", "y"]

    def test_what_may_be_a_day_is_found_without_its_borders(self):
        assert list(words_to_find("12-05 14:30")) == ["12/05", "1205", "14:30", "1430"]
