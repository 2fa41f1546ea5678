"""Plain text of cleaned HTML: what a person reads, line by line."""

from __future__ import annotations

import html as entities
import re

_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_LINES = re.compile(r"\n{3,}")
_APART = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol"))
_LINE = frozenset(("div", "tr", "li", "table", "thead", "tbody", "hr"))
_CELL = frozenset(("td", "th"))
_MAX_QUOTES = 8


def html_to_text(clean: str) -> str:
    """Return the text of HTML that went through the project's cleaner.

    Quotations begin with ``>`` as in plain mail, paragraphs stand apart, links show their text.
    """
    writer = _Writer()
    for piece in _TAG.split(clean):
        if piece.startswith("<") and piece.endswith(">"):
            found = _NAME.match(piece)
            if found is not None:
                writer.tag(found[1], is_end=piece.startswith("</"))
        elif piece:
            writer.text(entities.unescape(piece).replace("\xa0", " "))
    return writer.result()


class _Writer:
    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._pre = 0

    def text(self, text: str) -> None:
        if self._pre:
            first, *others = text.split("\n")
            self._line.append(first)
            for line in others:
                self._end_line()
                self._line.append(line)
            return
        text = _SPACES.sub(" ", text)
        if text != " " or self._line:
            self._line.append(text if self._line else text.lstrip(" "))

    def tag(self, name: str, *, is_end: bool) -> None:
        if name == "br":
            self._end_line()
        elif name in _APART:
            self._end_block(is_apart=True)
            if name == "blockquote":
                self._quotes += -1 if is_end else 1
            elif name == "pre":
                self._pre = max(0, self._pre + (-1 if is_end else 1))
        elif name in _LINE:
            self._end_block(is_apart=False)
            if name == "li" and not is_end:
                self._line.append("- ")
        elif name in _CELL and is_end:
            self._line.append(" ")

    def result(self) -> str:
        self._end_block(is_apart=False)
        return _LINES.sub("\n\n", "\n".join(self._lines)).strip("\n")

    def _end_block(self, *, is_apart: bool) -> None:
        if "".join(self._line).strip():
            self._end_line()
        self._line = []
        if is_apart and self._lines and self._lines[-1]:
            self._lines.append("")

    def _end_line(self) -> None:
        line = "".join(self._line).rstrip()
        self._lines.append("> " * min(self._quotes, _MAX_QUOTES) + line)
        self._line = []
