import unicodedata

import pytest

from core.identity.credentials.one_time import SPOKEN
from core.identity.credentials.spelling import SPELLING, spell_code

# Signs whose names are taken for each other on the telephone, by language.
ALIKE = {
    "en": ("BCDEGPTVZ", "AHJK", "QUW", "MN", "FS", "IY", "59"),
    "es": ("BV", "CSZ", "DT", "BP", "MN", "GJ", "60", "36"),
    "pt": ("BPDT", "MN", "63", "CS"),
    "fr": ("BCDGPTV", "MN", "GJ", "E2", "IJ"),
    "de": ("BCDEGPTW", "MN", "AHK", "FV"),
    "it": ("BCDGPTV", "MN", "FS"),
}


class TestSignsOfCodes:
    @pytest.mark.parametrize("language", ALIKE)
    def test_of_signs_that_sound_alike_there_is_one(self, language):
        for group in ALIKE[language]:
            assert len(set(group) & set(SPOKEN)) <= 1, group

    def test_none_looks_like_another(self):
        assert not set(SPOKEN) & set("01OILSZB56G")


class TestSpellCode:
    @pytest.mark.parametrize("language", SPELLING)
    def test_every_sign_has_a_word_of_its_own_that_begins_with_it(self, language):
        words = SPELLING[language]

        assert len(set(words.values())) == len(SPOKEN)
        for sign, word in words.items():
            if sign.isalpha():
                plain = unicodedata.normalize("NFD", word)
                assert plain.startswith(sign)

    def test_it_reads_as_it_is_said(self):
        assert [sign.word for sign in spell_code("K7QF-3M2P", "es")] == [
            *("Kilo", "Siete", "Queso", "Francia", "Tres", "Madrid", "Dos", "París")
        ]

    def test_a_language_of_the_tenants_own_is_spelt_in_english(self):
        assert spell_code("K", "ca")[0].word == "Kilo"
