"""Texts that a tenant writes once per language."""

from collections.abc import Mapping


def label(texts: Mapping[str, str], language: str, fallback_language: str = "en") -> str:
    """Return the text for a reader: their language, the tenant's, English, or any there is."""
    for candidate in (language, language.partition("_")[0], fallback_language, "en"):
        found = texts.get(candidate)
        if found and not found.isspace():
            return found
    return next((text for text in texts.values() if text and not text.isspace()), "")
