"""Spelling recovery codes on the telephone: a word for each sign, in each language.

The letters' words are those that people of a language know from there:

- German: DIN 5009:2022-06, the spelling table of towns; its "zwo" tells 2 from "drei".
- French: the alphabet of the French postal and telephone administration (PTT).
- Italian: the towns of the Italian telephone alphabet.
- Spanish: the telephone alphabet customary in Spain and much of Latin America.
- English and Portuguese: the alphabet of ICAO (Annex 10, volume II, 5.2.1.3), which is that of ITU
  and NATO and what Brazil spells with.
"""

from __future__ import annotations

from typing import NamedTuple

from core.identity.credentials.one_time import SPOKEN

_ICAO = "Foxtrot Kilo Mike Papa Quebec Romeo X-ray Yankee"
# Language -> words for the signs of SPOKEN, in their order.
_WORDS = {
    "en": f"{_ICAO} Two Three Four Seven Eight Nine",
    "es": "Francia Kilo Madrid París Queso Roma Xilófono Yegua Dos Tres Cuatro Siete Ocho Nueve",
    "pt": f"{_ICAO} Dois Três Quatro Sete Oito Nove",
    "fr": "François Kléber Marcel Pierre Quintal Raoul Xavier Yvonne"
    " Deux Trois Quatre Sept Huit Neuf",
    "de": "Frankfurt Köln München Potsdam Quickborn Rostock Xanten Ypsilon"
    " Zwo Drei Vier Sieben Acht Neun",
    "it": "Firenze Kappa Milano Palermo Quarto Roma Xilofono York Due Tre Quattro Sette Otto Nove",
}
SPELLING = {
    language: dict(zip(SPOKEN, words.split(), strict=True)) for language, words in _WORDS.items()
}


class Sign(NamedTuple):
    """A sign of a code, and the word to say for it."""

    sign: str
    word: str


def spell_code(code: str, language: str) -> list[Sign]:
    """Return how to say a code; in English for a language that has no words here."""
    words = SPELLING.get(language, SPELLING["en"])
    return [Sign(sign, words[sign]) for sign in code if sign in words]
