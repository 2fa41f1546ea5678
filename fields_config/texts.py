"""Texts that a tenant writes once per language."""

from collections.abc import Mapping
from functools import cache
from typing import Protocol

from babel import Locale, UnknownLocaleError


def label(texts: Mapping[str, str], language: str, fallback_language: str = "en") -> str:
    """Return the text for a reader: their language, the tenant's, English, or any there is."""
    for candidate in (language, language.partition("_")[0], fallback_language, "en"):
        found = texts.get(candidate)
        if found and not found.isspace():
            return found
    return next((text for text in texts.values() if text and not text.isspace()), "")


class Titled(Protocol):
    """A field, an option or a section."""

    @property
    def key(self) -> str: ...
    @property
    def labels(self) -> Mapping[str, str]: ...


def title_of(titled: Titled, language: str, fallback_language: str = "en") -> str:
    """Return what something is called for a reader; its key where nobody has named it."""
    return label(titled.labels, language, fallback_language) or titled.key


@cache
def language_name(locale: str) -> str:
    """Return the language's name in itself: ``Español``. What is no language is its own name."""
    try:
        name = Locale.parse(locale, sep="-").get_language_name(locale) or locale
    except (UnknownLocaleError, ValueError):
        return locale
    return name[:1].upper() + name[1:]
