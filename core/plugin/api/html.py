"""Formatted text, however it arrives: harmless, as words alone, or found to say nothing."""

from fields_config.html import (
    clean_html,
    is_absurd,
    place_pictures,
    says_nothing,
    text_of,
)

__all__ = [
    "clean_html",
    "is_absurd",
    "place_pictures",
    "says_nothing",
    "text_of",
]
