"""Recognising "On Monday, 3 November 2025 at 10:21 Ana wrote:"."""

import re
from collections.abc import Sequence

from plugins.email_channel.parsing import reply_words as words
from plugins.email_channel.parsing.reply_wording import MAX_WORDING, has_date, has_time

MAX_LINES = 4
_OPENING_WORDS = 4
_MAX_NAME_WORDS = 12
_MAX_NAME_ALONE = 6
_LONGEST_VERB = 40

_ADDRESS = r"[^\s<>@\[\]()\"]{1,128}@[^\s<>@\[\]()\"]{1,255}"
# An address as programs put it beside a name: <a@b.c>, (a@b.c), "a@b.c", [mailto:a@b.c].
_SET_ADDRESS = re.compile(
    rf"[<(\[\"]{{1,2}} ?(?:mailto:)?{_ADDRESS}(?:<mailto:[^>]*>)? ?[>)\]\"]{{1,3}}"
)
_LAST_VERB = re.compile(
    r"(?:^|[\s>)\]\"\d,])(?P<verb>"
    + "|".join(re.escape(verb) for verb in sorted(words.LAST_VERBS, key=len, reverse=True))
    + r")$"
)
_INNER_VERB = re.compile(
    r"(?:^|\s)(?:" + "|".join(re.escape(verb) for verb in words.INNER_VERBS) + r")\s"
)
_ANY_VERB = re.compile(
    r"(?:^|\s)(?:"
    + "|".join(re.escape(verb) for verb in (*words.LAST_VERBS, *words.INNER_VERBS, "于", "del dia"))
    + r")(?:\s|\d|$)"
)


def is_attribution(parts: Sequence[str], *, quoted: bool) -> bool:
    """Say whether the lines together are "On Monday, 3 November 2025 at 10:21 Ana wrote:".

    :param parts: up to ``MAX_LINES`` lines, over which a program wrapped it
    :param quoted: whether what follows is surely a quotation; then less evidence is enough
    """
    if not _may_end(parts[-1], quoted=quoted) or not _may_begin(parts[0]):
        return False
    text = _Attribution(parts, quoted=quoted)
    return (
        text.is_short
        and text.matches
        and not (len(parts) > 1 and _begins_later(parts, quoted=quoted))
    )


def inline_attribution(line: str) -> int:
    """Return where in the line, behind somebody's words, an attribution begins, or zero.

    Some programs drop the line break. Ask only where a quotation follows.
    """
    if len(line) > MAX_WORDING or not line.endswith(":"):
        return 0
    for found in re.finditer(r"(?<= )(?:On|El|Em|Le|Am|Il|Op) ", line):
        if is_attribution([line[found.start() :]], quoted=True):
            return found.start()
    return 0


def _may_end(line: str, *, quoted: bool) -> bool:
    low = line.casefold().rstrip("-*_: ")
    return (
        line.endswith(":")
        or _LAST_VERB.search(low[-_LONGEST_VERB:]) is not None
        or (quoted and line.endswith(">"))
    )


def _may_begin(line: str) -> bool:
    opening = line.lstrip("-*_ ").split(maxsplit=_OPENING_WORDS)[:_OPENING_WORDS]
    return bool(opening) and (
        opening[0].casefold() in words.OPENERS
        or opening[0].casefold() in words.QUOTING
        or _has_digit(opening[:2])
        or "@" in line
        or _ANY_VERB.search(line.casefold().rstrip(": ")) is not None
    )


def _begins_later(parts: Sequence[str], *, quoted: bool) -> bool:
    """Say whether the first lines are somebody's own words, and the attribution is shorter."""
    for cut in range(1, len(parts)):
        later = _Attribution(parts[cut:], quoted=quoted)
        ended = parts[cut - 1].endswith((".", "!", "?", "…", ")"))
        if later.opened or (ended and later.dated):
            return True
    return False


def _has_digit(tokens: Sequence[str]) -> bool:
    return any(
        "@" not in token and any(character.isdigit() for character in token) for token in tokens
    )


class _Attribution:
    """The parts of what may be an attribution, and the forms that one has."""

    def __init__(self, parts: Sequence[str], *, quoted: bool) -> None:
        text = " ".join(parts)[: MAX_WORDING + 1]
        self.is_short = len(text) <= MAX_WORDING
        low = text.casefold().replace("&lt;", "<").replace("&gt;", ">").strip("-*_ ")
        self._colon = low.endswith(":")
        self._low = low.rstrip(": ")
        self._first = parts[0]
        self._wrapped = len(parts) > 1
        self._quoted = quoted
        self._tokens = self._low.split()
        self._address = _SET_ADDRESS.search(self._low)
        self._tail = self._low[self._address.end() :].strip(" ,)>") if self._address else ""
        self._time = has_time(self._low)
        self._date = has_date(self._low)

    @property
    def matches(self) -> bool:
        return bool(
            self.opened or self.dated or self._named or self._cited or self._short or self._foreign
        )

    @property
    def opened(self) -> bool:
        """Whether it is like "On Monday, 3 November 2025 at 10:21 Ana <ana@example.com> wrote:"."""
        tokens = self._tokens
        return bool(
            tokens
            and tokens[0] in words.OPENERS
            and _has_digit(tokens[1 : _OPENING_WORDS + 1])
            and (self._date or self._time)
            and (
                self._verb_last
                or self._verb_inside
                or (tokens[0] in words.OPENERS_WITHOUT_VERB and self._address_last)
            )
        )

    @property
    def dated(self) -> bool:
        """Whether it is like "2025-11-03 10:21 GMT+01:00 Ana <ana@example.com>:"."""
        if not _has_digit(self._tokens[:2]) or not self._date:
            return False
        if self._quoted and self._address and not self._tail:
            return True
        return self._colon and bool(
            (self._time and self._address_last)
            or self._verb_last
            or (self._address and self._verb_inside)
        )

    @property
    def _named(self) -> bool:
        """Like "Ana <ana@example.com> wrote (on Monday, 3 November 2025 at 10:21):"."""
        if not (self._colon or self._quoted):
            return False
        if self._address:
            head = self._low[: self._address.start()].split()
            return (
                len(head) <= _MAX_NAME_WORDS
                and len(self._tail.split()) <= _MAX_NAME_WORDS
                and self._address.start() < len(self._first)
                and _ANY_VERB.match(" " + self._tail.lstrip(" ,)")) is not None
            )
        verb = _ANY_VERB.search(self._low)
        if not verb or not (self._date and self._time and self._colon):
            return False
        name, told = self._low[: verb.start()].split(), self._low[verb.end() :].split()
        return (
            0 < len(name) <= _OPENING_WORDS
            and name[-1] not in words.PRONOUNS
            and len(told) <= _MAX_NAME_WORDS
            and _has_digit(told[: _OPENING_WORDS + 1])
            and (
                not self._wrapped
                or _ANY_VERB.search(self._first.casefold().rstrip(": ")) is not None
            )
        )

    @property
    def _cited(self) -> bool:
        """Like "Quoting Ana <ana@example.com>:"."""
        return bool(self._tokens) and self._tokens[0] in words.QUOTING and self._address_last

    @property
    def _short(self) -> bool:
        """Like "Ana via Help wrote:", right above a quotation."""
        short = not self._wrapped and len(self._tokens) <= _MAX_NAME_ALONE
        return self._quoted and self._colon and short and self._ends_impersonally

    @property
    def _foreign(self) -> bool:
        """Whatever names an address and a moment above a quotation, in a language unknown."""
        return bool(
            self._quoted
            and self._colon
            and self._address
            and (self._date or self._time)
            and (
                self._address.start() < len(self._first)
                or has_date(self._first)
                or has_time(self._first)
            )
        )

    @property
    def _address_last(self) -> bool:
        return bool(self._address and self._colon and not self._tail)

    @property
    def _verb_last(self) -> bool:
        if self._quoted or self._address:
            return _LAST_VERB.search(self._low) is not None
        return self._colon and self._time and self._ends_impersonally

    @property
    def _ends_impersonally(self) -> bool:
        verb = _LAST_VERB.search(self._low)
        before = self._low[: verb.start("verb")].split() if verb else []
        return bool(before) and before[-1].strip(",") not in words.PRONOUNS

    @property
    def _verb_inside(self) -> bool:
        verb = _INNER_VERB.search(self._low)
        if verb is None or not self._colon:
            return False
        after = self._low[verb.end() :].split()
        personal = bool(after) and after[0] in words.PRONOUNS
        return bool(
            self._quoted or self._address or (len(after) <= _MAX_NAME_ALONE and not personal)
        )
