"""Telling what somebody newly wrote from what they quoted, so that the rest can be folded away.

Nothing is ever dropped: the halves together are the message. In doubt a line counts as newly
written, for a quotation shown twice costs less than words that nobody reads.
"""

from typing import NamedTuple

from core.plugin.api.html import is_absurd
from plugins.email_channel.parsing.reply_attribution import inline_attribution
from plugins.email_channel.parsing.reply_html import Document
from plugins.email_channel.parsing.reply_sides import Line, own_lines
from plugins.email_channel.parsing.reply_words import FORWARD_PREFIXES

# Longer bodies are logs and data; they are shown whole.
MAX_CHARACTERS = 1_000_000
MAX_LINES = 20_000


class Split(NamedTuple):
    """A body in two: shown, and folded away (quotations, signatures, what programs add)."""

    own: str
    quoted: str


def split_reply(text: str, *, subject: str = "") -> Split:
    """Return what is new in a plain text, and the rest. Never raises.

    Answers between quoted lines and below them count as new. A message that is nothing but a
    quotation, and a message that is passed on, are new as a whole. Only white space is lost.

    :param subject: that of the message: "Fwd:" tells a message that is passed on where the body
        looks like an answer
    """
    if len(text) > MAX_CHARACTERS or _is_passed_on(subject):
        return Split(text, "")
    lines = _lines(text)
    if len(lines) > MAX_LINES:
        return Split(text, "")
    sides = own_lines([Line(line) for line in lines])
    halves: dict[bool, list[str]] = {True: [], False: []}
    for line, own in zip(lines, sides, strict=True):
        halves[own].append(line)
    return Split(_joined(halves[True]), _joined(halves[False]))


def split_reply_html(html: str, *, subject: str = "") -> Split:
    """Return what is new in an HTML body, and the rest. Never raises.

    Takes the HTML as it came, for the classes that tell quotations are lost in cleaning, and may
    be hostile. Both halves are whole documents of their own; **clean both before they are shown**.
    The rules are those of :func:`split_reply`, after what the elements of mail programs say.
    """
    if len(html) > MAX_CHARACTERS or is_absurd(html) or _is_passed_on(subject):
        return Split(html, "")
    document = Document(html)
    if len(document.lines) > MAX_LINES:
        return Split(html, "")
    sides = own_lines(document.lines)
    return Split(html, "") if all(sides) else Split(*document.halves(sides))


def _is_passed_on(subject: str) -> bool:
    prefix, colon, _rest = subject[:32].partition(":")
    return bool(colon) and prefix.strip(" [(").casefold() in FORWARD_PREFIXES


def _lines(text: str) -> list[str]:
    """Return the lines; words before an attribution, in one line with it, are one of their own."""
    lines = text.splitlines()
    out: list[str] = []
    for at, line in enumerate(lines):
        below = next((other for other in lines[at + 1 : at + 3] if other.strip()), "")
        cut = inline_attribution(line) if below.startswith(">") else 0
        out += [line[:cut], line[cut:]] if cut else [line]
    return out


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()
