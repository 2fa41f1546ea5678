"""Lines of HTML, and HTML from some of its lines."""

import html as entities
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import nh3

from plugins.email_channel.parsing.reply_lines import is_forwarded_message
from plugins.email_channel.parsing.reply_sides import Line, Mark
from plugins.email_channel.parsing.reply_wording import wording

_BLOCKS = frozenset(
    (
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "tbody"),
        *(
            "thead",
            "tfoot",
            "tr",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "center",
            "section",
            "article",
        ),
        *("header", "footer", "main", "aside", "nav", "figure", "address", "details", "summary"),
    )
)
_CELLS = frozenset(("td", "th"))
_VOID = frozenset(("br", "hr", "img", "wbr", "col", "area"))
_IMAGE = "\ufffc"
_RULE = "_____"

_TOKEN = re.compile(r"<[^>\"]*(?:\"[^\"]*\"[^>\"]*)*>|[^<]+")
_TAG = re.compile(r"</?([a-z0-9]+)")
_ATTRIBUTE = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BORDER_LEFT = re.compile(r"border-left(?:-width|-style)?:(?!none|0|initial|inherit|unset|medium)")

# The marks of programs: in a class or id, after what others prefix them with ("x_", "ydp3a").
_QUOTED = (
    *("yahoo_quoted", "ms-outlook-mobile-reference-message", "isreplycontent"),
    *("mail-editor-reference-message-container", "olk_src_body_section"),
)
_REST_QUOTED = ("divrplyfwdmsg", "outlookmessageheader")
_INTRODUCTIONS = ("moz-cite-prefix", "gmail_attr", "reply-intro")
_FRAMES = ("gmail_quote", "gmail_quote_container", "protonmail_quote", "zmail_extra")
_SIGNATURES = (
    *("_signature", "-signature", "signature_block", "signature_prefix", "mailsignature"),
    *("beginningofsignature",),
)

_cleaner = nh3.Cleaner(
    tags=nh3.ALLOWED_TAGS | {"font", "center", "u"},
    clean_content_tags={"script", "style", "title", "iframe", "noscript", "template"},
    attributes={
        "*": {"class", "id", "style", "type", "name", "cite", "dir", "align"},
        "a": {"href"},
        "img": {"src", "alt", "width", "height"},
        "ol": {"start"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
        "font": {"color", "size", "face"},
    },
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    link_rel=None,
)


class _Piece(NamedTuple):
    """A tag or a text of the document."""

    source: str
    tag: str  # empty for text
    is_end: bool
    line: int  # -1: has no place of its own, and follows what it contains


class _Open(NamedTuple):
    tag: str
    mark: Mark
    is_preformatted: bool
    frame: int


class Document:
    """HTML as lines, each with what its elements say about it.

    The document is tidied first: every element closed, nothing active left. Still, show none of it
    without ``clean_html``.
    """

    def __init__(self, html: str) -> None:
        self._pieces: list[_Piece] = []
        self._texts: list[list[str]] = [[]]
        self._marks: list[Mark] = [Mark.NOTHING]
        self._frames: list[int] = [0]
        self._open = [_Open("", Mark.NOTHING, is_preformatted=False, frame=0)]
        self._rest = False  # the next words begin a quotation without end
        self._last_frame = 0
        for found in _TOKEN.finditer(_cleaner.clean(_SURROGATES.sub("\ufffd", html))):
            self._read(found.group())
        self.lines = self._marked_lines()

    def halves(self, own: Sequence[bool]) -> tuple[str, str]:
        """Return the HTML of the lines that are own, and that of the others."""
        return _written(self._pieces, own)

    def _read(self, source: str) -> None:
        found = _TAG.match(source)
        if found is None:
            self._read_text(source)
        elif source.startswith("</"):
            self._read_end(source, found.group(1))
        else:
            self._read_start(source, found.group(1))

    def _read_start(self, source: str, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_line()
        if tag in _VOID:
            self._read_void(source, tag)
            return
        element = self._element(tag, dict(_ATTRIBUTE.findall(source)))
        self._open.append(element)
        cell = tag in _CELLS
        self._pieces.append(_Piece(source, tag, is_end=False, line=self._at if cell else -1))
        if cell:
            self._texts[-1].append(" ")

    def _read_void(self, source: str, tag: str) -> None:
        if tag == "hr":
            self._end_line()
        self._pieces.append(_Piece(source, tag, is_end=False, line=self._at))
        if tag == "img":
            self._say(_IMAGE)
        elif tag == "hr":
            self._say(_RULE)
        if tag in {"br", "hr"}:
            self._end_line()

    def _read_end(self, source: str, tag: str) -> None:
        if len(self._open) > 1:
            self._open.pop()
        self._pieces.append(_Piece(source, tag, is_end=True, line=-1))
        if tag in _BLOCKS:
            self._end_line()

    def _read_text(self, source: str) -> None:
        if not self._open[-1].is_preformatted:
            self._pieces.append(_Piece(source, "", is_end=False, line=self._at))
            self._say(entities.unescape(source))
            return
        for row in source.splitlines(keepends=True):
            self._pieces.append(_Piece(row, "", is_end=False, line=self._at))
            self._say(entities.unescape(row))
            if row.endswith("\n"):
                self._end_line()

    @property
    def _at(self) -> int:
        return len(self._texts) - 1

    def _say(self, text: str) -> None:
        line = self._texts[-1]
        if text.strip() and not any(map(str.strip, line)):
            element = self._open[-1]
            self._marks[-1] = element.mark
            self._frames[-1] = element.frame
            if self._rest and text != _RULE:
                self._rest = False
                if element.mark is Mark.NOTHING:
                    self._marks[-1] = Mark.REST_QUOTED
        line.append(text)

    def _end_line(self) -> None:
        if self._texts[-1]:
            self._texts.append([])
            self._marks.append(Mark.NOTHING)
            self._frames.append(0)

    def _element(self, tag: str, attributes: Mapping[str, str]) -> _Open:
        outer = self._open[-1]
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}".casefold().split()
        style = attributes.get("style", "").casefold().replace(" ", "")
        mark = outer.mark
        if mark is not Mark.QUOTED:
            mark = _mark_of(tag, names, style, attributes) or mark
        if _has(names, _REST_QUOTED):
            self._rest = True
        frame = outer.frame
        if tag == "div" and _has(names, _FRAMES):
            self._last_frame += 1
            frame = self._last_frame
        return _Open(
            tag, mark, outer.is_preformatted or tag == "pre" or "white-space:pre" in style, frame
        )

    def _marked_lines(self) -> list[Line]:
        """Return the lines; the one above a quotation, in its frame, is the attribution."""
        texts = ["".join(parts) for parts in self._texts]
        marks = self._marks
        above: int | None = None
        for at, text in enumerate(texts):
            if not text.strip():
                continue
            if marks[at] is Mark.INTRODUCTION and _is_passed_on(text):
                marks[at] = Mark.NOTHING
            quoted = marks[at] is Mark.QUOTED
            if quoted and above is not None and _is_attributed(texts[above], self._frames[above]):
                marks[above] = Mark.INTRODUCTION
            above = at if marks[at] is Mark.NOTHING else None
        return [Line(text, mark) for text, mark in zip(texts, marks, strict=True)]


def _mark_of(
    tag: str, names: Sequence[str], style: str, attributes: Mapping[str, str]
) -> Mark | None:
    if tag == "blockquote":
        programs = any("quote" in name or "cite" in name or "yahoo" in name for name in names)
        cited = attributes.get("type") == "cite" or "cite" in attributes
        return Mark.QUOTED if programs or cited or _BORDER_LEFT.search(style) else Mark.INDENTED
    # GMX and its relatives say name="quote".
    if _has(names, _QUOTED) or (tag == "div" and attributes.get("name") == "quote"):
        return Mark.QUOTED
    if _has(names, _INTRODUCTIONS):
        return Mark.INTRODUCTION
    if any(name == "signature" or name.endswith(_SIGNATURES) for name in names):
        return Mark.SIGNATURE
    return None


def _has(names: Sequence[str], marks: tuple[str, ...]) -> bool:
    return any(name.endswith(marks) for name in names)


def _is_passed_on(text: str) -> bool:
    line = wording(text)
    return is_forwarded_message(line) or line.startswith("---")


def _is_attributed(text: str, frame: int) -> bool:
    return frame > 0 and wording(text).endswith(":")


class _Half:
    """HTML that is written piece by piece; elements are opened when something is in them."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.opened = 0  # how many of the elements around are open here

    def write(self, source: str, around: Sequence[str]) -> None:
        self.out += around[self.opened :]
        self.opened = len(around)
        self.out.append(source)


def _written(pieces: Sequence[_Piece], own: Sequence[bool]) -> tuple[str, str]:
    halves = {True: _Half(), False: _Half()}
    around: list[str] = []
    for piece in pieces:
        if piece.is_end:
            for half in halves.values():
                if half.opened == len(around):
                    half.out.append(piece.source)
                    half.opened -= 1
            around.pop()
        elif piece.tag and piece.tag not in _VOID:
            around.append(piece.source)
            if piece.line >= 0:
                halves[own[piece.line]].write("", around)
        elif piece.line >= 0:
            halves[own[piece.line]].write(piece.source, around)
    return "".join(halves[True].out), "".join(halves[False].out)
