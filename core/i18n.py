"""Languages: catalogues, translation with a tenant's own wording, dates and numbers.

Catalogues are gettext ``.po`` files, read as they are: a language is added by dropping one in
(``core/locale/<language>/LC_MESSAGES/core.po``; a plugin's beside its code), with no build step.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from gettext import c2py
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import structlog
from babel.dates import format_date, format_datetime, format_time
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit
from translationstring import TranslationString

from core.package_folders import folder_of
from fields_config.kinds.written_numbers import locale_of

if TYPE_CHECKING:
    from babel import Locale
    from markupsafe import Markup

log = structlog.get_logger(__name__)

SHIPPED = ("es", "en", "pt", "fr", "de", "it")
# Units of file sizes, the largest first (CLDR's names).
SIZES = (("megabyte", 1_000_000), ("kilobyte", 1000), ("byte", 1))
# Classes of signs that run from right to left, or turn those around them (Unicode's annex 9).
TURNING = frozenset(
    ("R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
)
ISOLATES = ("\u2066", "\u2067", "\u2068")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
FORM = "\x1f"  # stands before the index of a plural form in the key of a tenant's own words
Wording = Mapping[str, str]
Messages = Mapping[str, str | tuple[str, ...]]


@lru_cache(maxsize=1)
def available_languages() -> tuple[str, ...]:
    """Return the languages that tenants can offer: ours, and those that were dropped in."""
    found = sorted(
        file.parts[-3] for file in folder_of("core").glob("locale/*/LC_MESSAGES/core.po")
    )
    return (*SHIPPED, *(code for code in found if code not in SHIPPED))


@lru_cache(maxsize=512)
def read_catalogue(package: str, domain: str, locale: str) -> Messages:
    """Return a catalogue's messages; plurals as tuples; empty if there is no such catalogue."""
    path = folder_of(package) / "locale" / locale / "LC_MESSAGES" / f"{domain}.po"
    if not path.is_file():
        return {}
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale, domain=domain)
    except (OSError, ValueError, LookupError):
        # A language that was dropped in, or a plugin's: pages come all the same, in English.
        log.exception("catalogue_unreadable", path=str(path))
        return {}
    messages: dict[str, str | tuple[str, ...]] = {}
    for m in catalogue:
        if not m.id or not m.string:
            continue
        if not isinstance(m.id, tuple):
            messages[_key(str(m.id), m.context)] = str(m.string)
        elif all(m.string):
            key = _key(m.id[0], m.context)
            messages[key] = tuple(m.string)
            messages[f"{key}{FORM}"] = m.id[1]  # for those who word it: English has no catalogue
    return messages


def _key(msgid: str, context: str | None) -> str:
    return f"{context}\x04{msgid}" if context else msgid


class Translator:
    """Translates into one language: the tenant's wording first, then the catalogues.

    :param locale: a language code such as ``es``
    :param domains: gettext domain -> the package that holds its ``locale`` folder
    :param wording: msgid -> what this tenant says instead
    :ivar parts: what templates have drawn that depends on nothing else (see core.templating)
    """

    def __init__(self, locale: str, domains: Mapping[str, str], wording: Wording) -> None:
        self.parts: dict[Any, Markup] = {}
        self.locale = locale
        self.domains = domains
        self._wording = wording
        self.babel = locale_of(locale)

    def gettext(self, msgid: str, domain: str = "core", context: str | None = None) -> str:
        """Translate; a plugin's domain falls back to core's, and that to the msgid itself."""
        key = _key(msgid, context)
        if key in self._wording:
            return self._wording[key]
        for name in (domain,) if domain == "core" else (domain, "core"):
            package = self.domains.get(name)
            if package:
                found = read_catalogue(package, name, self.locale).get(key)
                if isinstance(found, str):
                    return found
        return msgid

    def ngettext(self, singular: str, plural: str, number: int, domain: str = "core") -> str:
        """Return the form for a number: some languages have three and more."""
        own = self._wording.get(self.form_of(singular, number))
        if own is not None:
            return own
        index = plural_index(self.locale, number)
        for name in (domain, "core"):
            package = self.domains.get(name)
            if package:
                found = read_catalogue(package, name, self.locale).get(singular)
                if isinstance(found, tuple):
                    return found[min(index, len(found) - 1)]
        return singular if number == 1 else plural

    def form_of(self, singular: str, number: int) -> str:
        """Return the key by which the tenant words a text for that number."""
        return plural_key(singular, self.locale, plural_index(self.locale, number))

    def is_worded(self, msgid: str, context: str | None = None) -> bool:
        """Whether the tenant says something of its own instead."""
        return _key(msgid, context) in self._wording

    def translate(self, message: str) -> str:
        """Translate a :class:`TranslationString`, and those in it; other text stays as it is."""
        if not isinstance(message, TranslationString):
            return str(message)
        text = self.gettext(
            str(message.default or message), message.domain or "core", message.context
        )
        mapping = message.mapping and {
            name: self._filling(value) for name, value in message.mapping.items()
        }
        return str(TranslationString(message, default=text, mapping=mapping).interpolate())

    def _filling(self, value: Any) -> Any:
        if isinstance(value, TranslationString):
            return self.translate(value)
        return isolate(value) if isinstance(value, str) else value

    def moment(self, value: datetime, zone: str = "UTC", style: str = "medium") -> str:
        return _write_moment(value, zone, style, self.babel)

    def time(self, value: datetime, zone: str = "UTC") -> str:
        """Return the time of day alone: ``12:03``."""
        return format_time(value, format="short", tzinfo=ZoneInfo(zone), locale=self.babel)

    def date(self, value: date, style: str = "medium") -> str:
        return format_date(value, format=style, locale=self.babel)

    def number(self, value: float) -> str:
        return format_decimal(value, locale=self.babel)

    def file_size(self, size: int) -> str:
        """Return a number of bytes as people say it: ``1,4 Mo`` in French."""
        unit, factor = next(found for found in SIZES if size >= found[1] or found[1] == 1)
        amount = round(size / factor, 1)
        # Written short, English has "4 byte".
        length: Literal["short", "long"] = "long" if unit == "byte" else "short"
        return format_unit(amount, f"digital-{unit}", length=length, locale=self.babel)


def isolate(text: str) -> str:
    """Keep the direction of what people wrote to itself within a sentence of ours.

    Only where it runs from right to left or turns its neighbours: there, signs that nobody sees do
    it. What is filled into a translated sentence is isolated already.
    """
    if text.isascii() or not any(unicodedata.bidirectional(sign) in TURNING for sign in text):
        return text
    depth, kept = 1, [FIRST_STRONG_ISOLATE]
    for sign in text:
        if sign == POP_ISOLATE:
            if depth == 1:  # it would end ours
                continue
            depth -= 1
        elif sign in ISOLATES:
            depth += 1
        kept.append(sign)
    return "".join((*kept, POP_ISOLATE * depth))


def in_english(message: str) -> str:
    """Return a translatable sentence as it stands in the code, filled in: for the command line."""
    return str(message.interpolate()) if isinstance(message, TranslationString) else message


# People look at the same lists again and again, and a page has one moment or two in every row.
@lru_cache(maxsize=8192)
def _write_moment(value: datetime, zone: str, style: str, locale: Locale) -> str:
    return format_datetime(value, format=style, tzinfo=ZoneInfo(zone), locale=locale)


@lru_cache(maxsize=64)
def plural_rule(locale: str) -> tuple[int, Callable[[int], int]]:
    """Return how many forms a language has, and which of them a number takes."""
    found = get_plural(locale_of(locale))
    return found.num_plurals, c2py(found.plural_expr)


def plural_index(locale: str, number: int) -> int:
    """Return the index into the forms of a catalogue, ``msgstr[n]``."""
    return plural_rule(locale)[1](abs(int(number)))


def plural_key(singular: str, locale: str, index: int) -> str:
    """Return the key of one form: that of exactly one has the text's own."""
    return singular if index == plural_index(locale, 1) else f"{singular}{FORM}{index}"
