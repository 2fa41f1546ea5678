"""E-mail addresses (one or several), telephone numbers and web addresses."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, ValidatedEmail, validate_email
from translationstring import TranslationStringFactory

from fields_config.cursor import MAX_SHOWN
from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.field_type import FieldType, Read
from fields_config.kinds.text import read_text
from fields_config.limits import MOST_ITEMS, REGION, count_limit, text_limit

_ = TranslationStringFactory("core")

MAX_EMAIL = 254
EMAILS, MAX_EMAILS = 20, 100
MAX_PHONE = 40
MAX_URL = 2000

_SEPARATORS = re.compile(r"[,;\s]+")
_LOCAL_NUMBER = re.compile(r"[0-9][0-9 ().\-/#*]*", re.ASCII)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_LOCAL_DIGITS = range(3, 16)


def read_email(value: Any) -> str:
    """Return the address as it was given, without blanks around it.

    :raises RefusedValueError: for what is no address that mail can be sent to
    """
    text = read_text(value, MAX_EMAIL, lines=False)
    if text:
        _checked(text)
    return text


def _checked(text: str) -> ValidatedEmail:
    try:
        return validate_email(text, check_deliverability=False)
    except EmailNotValidError as wrong:
        shown = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
        raise RefusedValueError(
            _(
                "“${address}” is not an e-mail address. Write it like name@example.org.",
                mapping={"address": shown},
            )
        ) from wrong


def _emails_reader(field: FieldDefinition, _language: str) -> Read:
    limit = count_limit(field, "max_items", EMAILS, MAX_EMAILS)

    def read(value: Any) -> list[str]:
        texts = value if isinstance(value, list | tuple) else (value,)
        if len(texts) > MAX_EMAILS:
            raise RefusedValueError(_too_many_emails(limit))
        found: dict[str, str] = {}
        for text in texts:
            whole = read_text(text, MAX_EMAILS * MAX_EMAIL, lines=True)
            for address in filter(None, _SEPARATORS.split(whole)):
                if len(found) == limit and address not in found.values():
                    raise RefusedValueError(_too_many_emails(limit))
                found.setdefault(_checked(address).normalized.casefold(), address)
        return list(found.values())

    return read


def _too_many_emails(limit: int) -> str:
    message: str = _("Remove some addresses: the limit is ${limit}.", mapping={"limit": limit})
    return message


def _phone_reader(field: FieldDefinition, _language: str) -> Read:
    region = text_limit(field, REGION)

    def read(value: Any) -> str:
        text = read_text(value, MAX_PHONE, lines=False)
        if not text:
            return ""
        if not region and not text.startswith("+"):
            return _local_number(text)
        try:
            number = phonenumbers.parse(text, region or None)
        except phonenumbers.NumberParseException as wrong:
            raise RefusedValueError(_no_phone()) from wrong
        if not phonenumbers.is_possible_number(number):
            raise RefusedValueError(_no_phone())
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    return read


def _local_number(text: str) -> str:
    digits = sum(sign.isdigit() for sign in text)
    if not _LOCAL_NUMBER.fullmatch(text) or digits not in _LOCAL_DIGITS:
        raise RefusedValueError(_no_phone())
    return text


def _no_phone() -> str:
    message: str = _("Write a telephone number with its country code, such as +57 601 234 5678.")
    return message


def _url_reader(_field: FieldDefinition, _language: str) -> Read:
    def read(value: Any) -> str:
        text = read_text(value, MAX_URL, lines=False)
        if not text:
            return ""
        if not _SCHEME.match(text) or re.match(r"[^/]*:\d", text):
            text = f"https://{text}"
        try:
            parts = urlsplit(text)
            named = parts.hostname and parts.port != 0
        except ValueError as wrong:
            raise RefusedValueError(_no_url()) from wrong
        unfit = " " in text or "\\" in text or parts.username is not None
        if parts.scheme not in ("http", "https") or not named or unfit:
            raise RefusedValueError(_no_url())
        return text

    return read


def _no_url() -> str:
    message: str = _("Write a web address, such as https://www.example.org.")
    return message


ADDRESS_TYPES = (
    FieldType(
        name="email",
        title=_("E-mail address"),
        widget="email",
        reader=lambda _field, _language: read_email,
    ),
    FieldType(
        name="emails",
        title=_("Several e-mail addresses"),
        widget="emails",
        reader=_emails_reader,
        show=lambda value, _field, _language, _fallback: ", ".join(value),
        offer=", ".join,
        many=True,
        limits=(replace(MOST_ITEMS, most=MAX_EMAILS),),
    ),
    FieldType(
        name="phone",
        title=_("Telephone number"),
        widget="phone",
        reader=_phone_reader,
        limits=(REGION,),
    ),
    FieldType(
        name="url",
        title=_("Web address"),
        widget="url",
        reader=_url_reader,
    ),
)
