import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fields_config.text_normalization import fold, is_in, spellings_of, words_to_find

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


# What is stored, what finds it, and what doesn't.
SPELLINGS = (
    ("Müller", ("Müller", "MUELLER", "muller", "Mu\u0308ller", "mülle", "uelle"), ("muuller",)),
    ("Mueller", ("Müller", "mueller", "MÜLLER"), ("muller",)),
    ("Muller", ("müller", "muller"), ("mueller",)),
    ("Überprüfung", ("ueberpruefung", "uberprufung", "überprüfung"), ("uberpruefung",)),
    ("Ueberpruefung", ("Überprüfung",), ("uberprufung",)),
    ("Bäcker Böhm", ("baecker boehm", "backer bohm", "Bäcker Boehm"), ()),
    ("Baecker Boehm", ("Bäcker Böhm",), ()),
    ("Straße", ("strasse", "STRASSE", "straße"), ()),
    ("Strasse", ("Straße",), ()),
    ("Sørensen, Århus", ("soerensen", "Sørensen", "sorensen", "Aarhus", "arhus"), ()),
    ("Agüero", ("aguero", "agüero", "AGÜERO"), ()),
    ("Aguero", ("agüero", "aguero"), ()),
    ("luego", ("luego",), ("lugo",)),
    ("Lugo", ("lugo", "Lügo"), ("luego",)),
)
REFERENCES = (
    ("AB 1234", "AB-1234", "AB1234", "ab - 1234", "Ab.1234"),
    ("1234 BCD", "1234BCD", "1234-bcd"),
    ("12345678 Z", "12345678Z", "12345678-z"),
    ("ES91 2100 0418 4502 0005 1332", "ES9121000418450200051332"),
    ("601 555 1234", "6015551234", "(601) 555-1234"),
    ("INC 2026 0042", "INC-2026-0042", "inc20260042"),
    ("1 BCD 234", "1BCD234", "1-BCD-234"),
)


def finds(stored, typed):
    text = " ".join(words_to_find(stored))
    return all(is_in(text, word) for word in spellings_of(typed))


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

    @pytest.mark.parametrize(("stored", "found_by", "not_by"), SPELLINGS, ids=str)
    def test_two_letters_and_one_with_dots_find_each_other(self, stored, found_by, not_by):
        stored = f"Señor {stored}, 2 veces"

        assert [typed for typed in found_by if not finds(stored, typed)] == []
        assert [typed for typed in not_by if finds(stored, typed)] == []

    @pytest.mark.parametrize("ways", REFERENCES, ids=lambda ways: ways[0])
    def test_a_reference_is_found_with_gaps_and_without(self, ways):
        for stored in ways:
            for text in (stored, f"el número es {stored}, gracias", f"12 de {stored} o {stored}"):
                assert [typed for typed in ways if not finds(text, typed)] == [], text

    def test_words_and_what_is_far_away_join_no_reference(self):
        words = words_to_find("Factura 99, año 2026; casa vieja. Fila: " + "1234 " * 30)

        assert not {"factura99", "casavieja", "2026casa"} & set(words)
        assert max(map(len, words)) == 40

    def test_a_day_is_no_part_of_a_reference(self):
        assert list(words_to_find("28/11/26 1234 14:30")) == [
            *("28/11/26", "281126", "1234", "14:30", "1430"),
        ]

    @given(st.text(max_size=30) | st.text("aäüøU\u0308\u1ffd 9-/é", max_size=30))
    def test_each_text_is_found_by_itself(self, text):
        assert finds(text, text)
        assert finds(unicodedata.normalize("NFD", text), text)

    @given(st.text(max_size=30))
    def test_no_word_has_a_sign_that_patterns_or_indexes_know(self, text):
        assert not set("%_\\\"'\n*") & set("".join(words_to_find(text)))
