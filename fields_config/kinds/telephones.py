"""Telephone numbers, as telephones, mail programs and firms write them.

The library reads them. Where neither the number nor the field names a country, it stays as it was
written: only people who are there know how to dial it.
"""

import re
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat
from translationstring import TranslationStringFactory

from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.field_type import Read
from fields_config.kinds.text import read_text
from fields_config.limits import REGION, text_limit

_ = TranslationStringFactory("core")

MAX_PHONE = 40
MAX_WRITTEN = 80
LOCAL_DIGITS = range(3, 16)
# Reads the punctuation of a number whose country nobody knows; nothing else comes of it.
ANY_REGION = "US"

# What stands before a number ("Tel.:", "Móvil:"), and what the library does not know as extensions.
_BEFORE = re.compile(r"^\s*[^\W\d_]{1,12}\s*[.:]+\s*(?=[+＋(\d])")
_EXTENSION = re.compile(
    r"[\s,;(]*\b(?:durchwahl|nebenstelle|dw|app(?:arat)?|klappe|poste|ramal|rml|interno|intern|int|"
    r"anexo|ext(?:ensi[oó]n|ension|ensão|ensao)?|extn|x)\b[.:\s]*(?=\d{1,7}\W*$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]")


def phone_reader(field: FieldDefinition, _language: str, *, country: str = "") -> Read:
    """Make the reader of a field.

    :param country: of numbers without a prefix, unless the field names another one
    """
    region = text_limit(field, REGION) or country

    def read(value: Any) -> str:
        written = read_text(value, MAX_WRITTEN, lines=False)
        if not written:
            return ""
        text = _EXTENSION.sub(" ext. ", written if _is_uri(written) else _BEFORE.sub("", written))
        number = _parse(text, region or None)
        if number is None:
            return _local_number(written, text)
        if _WORD.search(_without_extension(text)) and not phonenumbers.is_valid_number(number):
            raise RefusedValueError(no_phone())
        found = number if phonenumbers.is_possible_number(number) else _without_trunk(number)
        if found is None:
            raise RefusedValueError(no_phone())
        return phonenumbers.format_number(found, PhoneNumberFormat.INTERNATIONAL)

    return read


def _is_uri(text: str) -> bool:
    return text[:4].lower() == "tel:"


def _parse(text: str, region: str | None) -> PhoneNumber | None:
    """Return the number; None where no country is known.

    :raises RefusedValueError: it is no number in any country
    """
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException as wrong:
        is_local = wrong.error_type == NumberParseException.INVALID_COUNTRY_CODE
        if region is None and is_local and "+" not in text and "＋" not in text:
            return None
        raise RefusedValueError(no_phone()) from wrong


def _local_number(written: str, text: str) -> str:
    number = _parse(text, ANY_REGION)
    digits = sum(sign.isdecimal() for sign in _without_extension(text))
    is_worded = _WORD.search(_without_extension(text)) is not None
    if number is None or digits not in LOCAL_DIGITS or is_worded or len(written) > MAX_PHONE:
        raise RefusedValueError(no_phone())
    return written


def _without_extension(text: str) -> str:
    """Return the part that is dialled first, without the name of its scheme."""
    dialled = text[4:] if _is_uri(text) else text
    return re.split(r"ext\.|;|\bx(?=\s?\d)|доб", dialled, maxsplit=1, flags=re.IGNORECASE)[0]


def _without_trunk(number: PhoneNumber) -> PhoneNumber | None:
    """Return the number without a prefix that is no longer dialled, as Mexico's 01 and 1."""
    digits = phonenumbers.national_significant_number(number)
    longest = {"0": 3, "1": 1}.get(digits[:1], 0)
    for length in range(1, longest + 1):
        shorter = PhoneNumber(
            country_code=number.country_code,
            national_number=int(digits[length:] or 0),
            extension=number.extension,
        )
        if phonenumbers.is_valid_number(shorter):
            return shorter
    return None


def no_phone() -> str:
    message: str = _("Write a telephone number with its country code, such as +57 601 234 5678.")
    return message
