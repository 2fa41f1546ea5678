"""Text on one line, on several, and formatted."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from translationstring import TranslationStringFactory

from fields_config.cursor import UNSTORABLE
from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.field_type import FieldType, Read
from fields_config.html import clean_html, says_nothing, text_of
from fields_config.limits import LONGEST, MASK, SHORTEST, Limit, count_limit, text_limit

_ = TranslationStringFactory("core")

LINE, MAX_LINE = 255, 2000
TEXT, MAX_TEXT = 5000, 50_000
MAX_HTML = 100_000

_LINE_END = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f]")
_MASK = {"9": "[0-9]", "A": r"[^\W\d_]", "*": r"[^\W_]"}


def read_text(value: Any, limit: int, *, lines: bool) -> str:
    """Return clean text: composed characters, plain line ends, no control characters.

    :raises RefusedValueError: for anything but text, and for text that is too long
    """
    if not isinstance(value, str):
        raise RefusedValueError(_("Write a text here."))
    if UNSTORABLE.search(value):
        raise RefusedValueError(_("Some characters can't be stored: write this text anew."))
    if len(value) > 2 * limit:
        raise RefusedValueError(_too_long(limit))
    text = _LINE_END.sub("\n", value) if lines else " ".join(value.split())
    text = unicodedata.normalize("NFC", _CONTROLS.sub("", text)).strip()
    if len(text) > limit:
        raise RefusedValueError(_too_long(limit))
    return text


def _too_long(limit: int) -> str:
    message: str = _("Shorten this text to at most ${limit} characters.", {"limit": limit})
    return message


def _text_reader(default: int, ceiling: int, *, lines: bool) -> Callable[..., Read]:
    def reader(field: FieldDefinition, _language: str) -> Read:
        least = count_limit(field, "min_length", 0, ceiling)
        limit = count_limit(field, "max_length", max(default, least), ceiling)
        least = min(least, limit)
        mask = "" if lines else text_limit(field, MASK)
        pattern = re.compile("".join(_MASK.get(sign) or re.escape(sign) for sign in mask))

        def read(value: Any) -> str:
            text = read_text(value, limit, lines=lines)
            if text and len(text) < least:
                raise RefusedValueError(
                    _("Write at least ${limit} characters.", mapping={"limit": least})
                )
            if text and mask and not pattern.fullmatch(text):
                raise RefusedValueError(
                    _(
                        "Write it like ${mask}: 9 stands for a digit, A for a letter.",
                        mapping={"mask": mask},
                    )
                )
            return text

        return read

    return reader


def _html_reader(field: FieldDefinition, _language: str) -> Read:
    limit = count_limit(field, "max_length", MAX_HTML, MAX_HTML)

    def read(value: Any) -> str:
        html = clean_html(read_text(value, limit, lines=True), pictures=True)
        if len(html) > 2 * MAX_HTML:
            raise RefusedValueError(_too_long(limit))
        return "" if says_nothing(html) else html

    return read


def _lengths(ceiling: int) -> tuple[Limit, Limit]:
    return replace(SHORTEST, most=ceiling), replace(LONGEST, most=ceiling)


TEXT_TYPES = (
    FieldType(
        name="text",
        title=_("Text"),
        widget="text",
        reader=_text_reader(LINE, MAX_LINE, lines=False),
        limits=(*_lengths(MAX_LINE), MASK),
    ),
    FieldType(
        name="textarea",
        title=_("Long text"),
        widget="textarea",
        reader=_text_reader(TEXT, MAX_TEXT, lines=True),
        limits=_lengths(MAX_TEXT),
    ),
    FieldType(
        name="richtext",
        title=_("Formatted text"),
        widget="richtext",
        reader=_html_reader,
        show=lambda value, _field, _language, _fallback: text_of(value),
        limits=_lengths(MAX_HTML)[1:],
    ),
)
