"""Formatted text as a mail's plain part has it: paragraphs, lists, quotes and links stay."""

from __future__ import annotations

from html.parser import HTMLParser

# Blocks that stand apart from what is around them; every other block merely has lines of its own.
_APART = frozenset(("p", "blockquote", "pre", "table", "ul", "ol", "hr"))
_APART |= {f"h{level}" for level in range(1, 7)}
_BLOCKS = _APART | {"br", "div", "li", "tr"}
_CELLS = frozenset(("td", "th"))
# What a link's address may begin with and its words leave out.
_SCHEMES = ("mailto:", "tel:")


def plain_text(html: str) -> str:
    """Return cleaned html as text.

    Items begin with a dash or their number, quoted lines with ``>``; a link's address follows its
    words in angle brackets, unless they are the same.
    """
    writer = _Writer()
    writer.feed(html)
    writer.close()
    writer.end_line()
    return "\n".join(writer.lines)


class _Margin:
    """What the lines of an item or a quote begin with."""

    def __init__(self, first: str, others: str) -> None:
        self._next, self._others = first, others

    def take(self) -> str:
        taken, self._next = self._next, self._others
        return taken


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._line = ""
        self._is_apart = False
        self._margins: list[_Margin] = []
        self._numbers: list[int | None] = []  # of the next item; None where they have dashes
        self._links: list[tuple[str, int]] = []  # address, where its words begin in the line
        self._preformatted = 0

    def end_line(self) -> None:
        """Write down what the line holds, if anything."""
        line = self._line if self._preformatted else " ".join(self._line.split())
        self._line = ""
        self._links = [(address, 0) for address, _start in self._links]
        if not line.strip():
            return
        if self._is_apart and self.lines:
            self.lines.append("")
        self._is_apart = False
        self.lines.append("".join(margin.take() for margin in self._margins) + line.rstrip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._break_at(tag)
        if tag == "ul":
            self._numbers.append(None)
        elif tag == "ol":
            start = given.get("start", "")
            self._numbers.append(int(start[:9]) if start.isdecimal() else 1)
        elif tag == "li":
            mark = self._mark()
            self._margins.append(_Margin(mark, " " * len(mark)))
        elif tag == "blockquote":
            self._margins.append(_Margin("> ", "> "))
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "a":
            self._links.append((given.get("href", ""), len(self._line)))
        elif tag in _CELLS:
            self._line += " "

    def handle_endtag(self, tag: str) -> None:
        self._break_at(tag)
        if tag in {"ul", "ol"}:
            self._numbers.pop()
            self._is_apart = not self._numbers
        elif tag in {"li", "blockquote"}:
            self._margins.pop()
        elif tag == "pre":
            self._preformatted -= 1
        elif tag == "a":
            self._name_address(*self._links.pop())

    def handle_data(self, data: str) -> None:
        if not self._preformatted:
            self._line += data
            return
        first, *others = data.split("\n")
        self._line += first
        for line in others:
            self.end_line()
            self._line = line

    def _break_at(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line()
        if tag in _APART and not self._numbers:
            self._is_apart = True

    def _mark(self) -> str:
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return "- "
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _name_address(self, address: str, start: int) -> None:
        words = self._line[start:].strip()
        known = {address, address.rstrip("/"), *(address.removeprefix(one) for one in _SCHEMES)}
        if address and words not in known:
            self._line += f" <{address}>" if words else f"<{address}>"
