"""E-mail addresses (one or several), telephone numbers and web addresses."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urlsplit

from email_validator import (
    SPECIAL_USE_DOMAIN_NAMES,
    EmailNotValidError,
    ValidatedEmail,
    validate_email,
)
from translationstring import TranslationStringFactory

from fields_config.cursor import MAX_SHOWN
from fields_config.errors import RefusedValueError
from fields_config.field import FieldDefinition
from fields_config.field_type import FieldType, Read
from fields_config.kinds.telephones import phone_reader
from fields_config.kinds.text import read_text
from fields_config.limits import MOST_ITEMS, REGION, count_limit

_ = TranslationStringFactory("core")

MAX_EMAIL = 254
EMAILS, MAX_EMAILS = 20, 100
MAX_URL = 2000

# A quoted name, a remark, an address in brackets, what ends an entry, or a word.
_PARTS = re.compile(r'"[^"]*"|\([^()]*\)|<[^<>]*>|[;\n]|,|[^\s,;<>"()]+')
_BRACKETED = re.compile(r"<(?:URL:)?\s*([^<>]+)>", re.IGNORECASE)
_PORT = re.compile(r"[^/]*:\d")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


def read_email(value: Any) -> str:
    """Return the address without a name, brackets or blanks around it.

    :raises RefusedValueError: for what is no address that mail can be sent to
    """
    text = bare_address(read_text(value, MAX_EMAIL, lines=False))
    if text:
        _checked(text)
    return text


def bare_address(text: str) -> str:
    """Return the address of ``Ana <ana@example.org>``, ``mailto:…`` and the like.

    What holds no address, or several, comes back without surrounding space.
    """
    try:
        found = list(split_addresses(text))
    except RefusedValueError:
        found = []
    return found[0] if len(found) == 1 else text.strip()


def split_addresses(text: str) -> Iterator[str]:
    """Yield the addresses of a list as mail programs write it, names left out; none is checked.

    Names may be quoted or not and have commas; addresses may be in angle brackets, or links.

    :raises RefusedValueError: for words that are no name of an address
    """
    words: list[str] = []
    for part in _PARTS.findall(text):
        if part[0] == "<":
            words = []  # they were its name
            yield _bare(part)
        elif part[0] in ";\n" or (part[0] == "," and any("@" in word for word in words)):
            yield from _addresses_among(words)
            words = []
        elif part[0] not in '",(':
            words.append(part)
    yield from _addresses_among(words)


def _addresses_among(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        address = _bare(word)
        if "@" not in address:
            raise RefusedValueError(_no_address(word))
        yield address


def _bare(written: str) -> str:
    address = written.strip(" \t\r\n<>[]'’‘“”").rstrip(".:")
    if address.lower().startswith("mailto:"):
        address = unquote(address[len("mailto:") :].partition("?")[0])
    return address


def validate(address: str) -> ValidatedEmail:
    """Return the parts of an address; a domain that only some network knows is one as well.

    :raises EmailNotValidError: it is none
    """
    local, at, domain = address.rpartition("@")
    if is_within_network(domain.lower()):
        address = f"{local}{at}{domain}.example"  # the library knows no such domain at all
    return validate_email(address, check_deliverability=False, allow_smtputf8=True)


def is_within_network(domain: str) -> bool:
    """Whether the domain is of those that no public name server knows, as ``empresa.local``."""
    _name, dot, last = domain.rpartition(".")
    return bool(dot) and last in SPECIAL_USE_DOMAIN_NAMES


def _checked(text: str) -> ValidatedEmail:
    try:
        return validate(text)
    except EmailNotValidError as wrong:
        raise RefusedValueError(_no_address(text)) from wrong


def _no_address(text: str) -> str:
    shown = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"
    message: str = _(
        "“${address}” is not an e-mail address. Write it like name@example.org.",
        mapping={"address": shown},
    )
    return message


def _emails_reader(field: FieldDefinition, _language: str) -> Read:
    limit = count_limit(field, "max_items", EMAILS, MAX_EMAILS)

    def read(value: Any) -> list[str]:
        texts = value if isinstance(value, list | tuple) else (value,)
        if len(texts) > MAX_EMAILS:
            raise RefusedValueError(_too_many_emails(limit))
        found: dict[str, str] = {}
        for text in texts:
            whole = read_text(text, MAX_EMAILS * MAX_EMAIL, lines=True)
            for address in split_addresses(whole):
                if len(found) == limit and address not in found.values():
                    raise RefusedValueError(_too_many_emails(limit))
                found.setdefault(_checked(address).normalized.casefold(), address)
        return list(found.values())

    return read


def _too_many_emails(limit: int) -> str:
    message: str = _("Remove some addresses: the limit is ${limit}.", mapping={"limit": limit})
    return message


def _url_reader(_field: FieldDefinition, _language: str) -> Read:
    def read(value: Any) -> str:
        text = _completed(read_text(value, MAX_URL, lines=False))
        if not text:
            return ""
        try:
            parts = urlsplit(text)
            named = parts.hostname and parts.port != 0
        except ValueError as wrong:
            raise RefusedValueError(_no_url()) from wrong
        unfit = " " in parts.netloc or "\\" in text or parts.username is not None
        if parts.scheme not in ("http", "https") or not named or unfit:
            raise RefusedValueError(_no_url())
        # A blank within a path is taken by every browser, and breaks the address in a mail.
        return text.replace(" ", "%20")

    return read


def _completed(text: str) -> str:
    """Return the address without the brackets that mail programs put, and with its scheme."""
    bracketed = _BRACKETED.fullmatch(text)
    text = (bracketed[1] if bracketed else text).strip()
    if text.startswith("//"):
        return f"https:{text}"
    if text and (not _SCHEME.match(text) or _PORT.match(text)):
        # Somebody who writes an address without its scheme begins with a host, not with words.
        return f"https://{text}"
    return text


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
        reader=phone_reader,
        limits=(REGION,),
    ),
    FieldType(
        name="url",
        title=_("Web address"),
        widget="url",
        reader=_url_reader,
    ),
)
