"""Reports of lost mail that only words tell (qmail, exim, Notes, Exchange and their kin).

No system is named here. Such a report comes from a daemon or without a sender, its subject and its
words say that something was not delivered, and the people stand in it in one of a few ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.email_channel.parsing import bounce_phrases as say
from plugins.email_channel.parsing.addresses import parse_people
from plugins.email_channel.parsing.automatic import has_null_sender
from plugins.email_channel.parsing.header_block import Headers
from plugins.email_channel.parsing.mail import BouncedRecipient, Person

_CODE = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_DIAGNOSTIC = re.compile(r"\b[45]\d\d[ -][^\n]{3,400}")
_MAX_LINES = 400
_LONGEST_TOLD = 32 * 1024
_LONGEST_LINE = 1_000
_NEAR = 4
_ENOUGH = 4
_ENOUGH_OF_PEOPLE = 6


@dataclass(frozen=True, slots=True)
class TextBounce:
    recipients: list[BouncedRecipient]
    is_temporary: bool
    reason: str


def is_daemon(sender: Person) -> bool:
    """Say whether a program that delivers mail wrote the message."""
    local = sender.address.partition("@")[0]
    return bool(say.DAEMON_ADDRESS.fullmatch(local) or say.DAEMON_NAME.search(sender.name))


def read_bounce(
    headers: Headers,
    sender: Person,
    subject: str,
    text: str,
    *,
    is_report: bool,
    returns_mail: bool,
) -> TextBounce | None:
    """Return who was not reached according to the words, None if they tell nothing of the kind.

    :param is_report: the message calls itself a report
    :param returns_mail: another message is attached
    """
    is_nobody = sender.address[:1] in ("", "@")
    by_program = is_daemon(sender) or is_nobody or has_null_sender(headers)
    is_titled = bool(say.SUBJECT.search(subject)) and not say.FORWARDED.match(subject)
    is_named = "x-failed-recipients" in headers
    if not (by_program or is_titled or is_named or is_report):
        return None
    told, returned = _told(text)
    points = (
        2 * is_daemon(sender)
        + is_nobody
        + has_null_sender(headers)
        + 2 * is_titled
        + 2 * bool(say.WORDS.search(told))
        + 2 * bool(say.SURE.search(told))
        + 3 * is_named
        + 2 * is_report
        + 2 * (returns_mail and by_program)
        + 2 * bool(say.COMES_BACK.search(text))
    )
    if points < (_ENOUGH if by_program else _ENOUGH_OF_PEOPLE):
        return None
    reason = _DIAGNOSTIC.search(told) or _DIAGNOSTIC.search(text)
    return TextBounce(
        recipients=[_recipient(one, told) for one in _people(headers, told, returned)],
        is_temporary=_is_temporary(subject, told),
        reason=" ".join(reason[0].split()) if reason else _first_sentence(told),
    )


def _told(text: str) -> tuple[str, str]:
    """Return the words of the daemon, and the mail that it returns behind them."""
    found = say.RETURNED.search(text)
    if found is None or not text[: found.start()].strip():
        return text[:_LONGEST_TOLD], ""
    return text[: found.start()][:_LONGEST_TOLD], text[found.start() :][:_LONGEST_TOLD]


def _people(headers: Headers, told: str, returned: str) -> list[str]:
    """Return the addresses that were not reached, by the clearest of several ways to name them."""
    if given := [one.address for one in parse_people(headers.get("x-failed-recipients"))]:
        return [one for one in given if "@" in one]
    own = _own(headers)
    lines = _lines(told)
    introduction = say.INTRODUCTION.search(told)
    listed = _lines(told[introduction.end() :]) if introduction else []
    ways = (
        _found(say.ALONE, listed),
        _found(say.NAMED, listed),
        _found(say.IN_TEXT, listed[:_NEAR]),
        _found(say.ALONE, lines),
        _found(say.NAMED, lines),
        _found(say.IN_TEXT, [line for line in lines if say.REFUSED.search(line)]),
        _found(say.IN_TEXT, lines),
        _found(say.IN_TEXT, say.TO_LINE.findall(returned)[:1]),
    )
    return next((people for way in ways if (people := _tidy(way, own))), [])


def _lines(text: str) -> list[str]:
    return [line[:_LONGEST_LINE] for line in text.split("\n")[:_MAX_LINES]]


def _found(pattern: re.Pattern[str], lines: list[str]) -> Iterator[str]:
    return (one[pattern.groups] for line in lines for one in pattern.finditer(line))


def _own(headers: Headers) -> set[str]:
    """Return the addresses of the two who exchange the report: they are not whom it is about."""
    named = [
        one.address.lower()
        for name in ("from", "to", "return-path", "reply-to", "delivered-to", "x-original-to")
        for one in parse_people(headers.get(name))
    ]
    return {one for one in named if one}


def _tidy(addresses: Iterator[str], own: set[str]) -> list[str]:
    kept: dict[str, str] = {}
    for one in addresses:
        address = one.strip(".'\"*_-")
        local = address.partition("@")[0]
        if local and address.lower() not in own and not say.DAEMON_ADDRESS.fullmatch(local):
            kept.setdefault(address.lower(), address)
    return list(kept.values())


def _recipient(address: str, told: str) -> BouncedRecipient:
    at = told.find(address)
    near = told[at : at + 1_000].split("\n\n", maxsplit=1)[0] if at >= 0 else ""
    code = _CODE.search(near) or _CODE.search(told)
    said = _DIAGNOSTIC.search(near) or _DIAGNOSTIC.search(told)
    return BouncedRecipient(
        address=address,
        status=code[0] if code else "",
        diagnostic=" ".join(said[0].split()) if said else "",
    )


def _is_temporary(subject: str, told: str) -> bool:
    return bool(say.STILL_TRYING.search(subject) or say.STILL_TRYING.search(told)) and not (
        say.GAVE_UP.search(told)
    )


def _first_sentence(told: str) -> str:
    lines = (" ".join(line.split()) for line in told.split("\n"))
    return next((line for line in lines if len(line) > 10), "")  # noqa: PLR2004 - no greeting
