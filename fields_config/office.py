"""Converting the HTML of office programs, from mails and the clipboard, to plain HTML.

The editor does the same with what is pasted (frontend/src/pasting.js): a change here is one there.
"""

from __future__ import annotations

import re

import nh3

# Only what bears one of these is looked at: nearly nothing does.
MARKS = re.compile(r"mso-list|font-weight|font-style|text-decoration|vertical-align", re.IGNORECASE)
# The bullets of lists stand in what looks like a comment. What other such comments hold is for the
# office program alone.
_BULLET = re.compile(r"<!--\[if !supportLists\]>", re.IGNORECASE)
_PART = re.compile(r"(<[^>]*>)")
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
_STYLE = re.compile(r' style="([^"]*)"')
_LIST = re.compile(r"mso-list:\s*l\d+\s+level(\d)", re.IGNORECASE)
_IGNORED = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*\(?(?:\d+|[a-zA-Z]|[ivxlcdmIVXLCDM]+)[.)]")
_STYLES = (
    ("strong", re.compile(r"font-weight:\s*(?:bold|bolder|[6-9]00)\b", re.IGNORECASE)),
    ("em", re.compile(r"font-style:\s*(?:italic|oblique)\b", re.IGNORECASE)),
    ("s", re.compile(r"text-decoration(?:-line)?:[^;]*line-through", re.IGNORECASE)),
    ("u", re.compile(r"text-decoration(?:-line)?:[^;]*underline", re.IGNORECASE)),
    ("sup", re.compile(r"vertical-align:\s*super\b", re.IGNORECASE)),
    ("sub", re.compile(r"vertical-align:\s*sub\b", re.IGNORECASE)),
)
_PLAIN = re.compile(r"font-weight:\s*(?:normal|lighter|[1-5]00)\b", re.IGNORECASE)
_UPRIGHT = re.compile(r"font-style:\s*normal\b", re.IGNORECASE)
_VOID = frozenset(("br", "hr", "img"))
_ITEMS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
_NOT_EMPHASISED = frozenset(("table", "thead", "tbody", "tr", "ul", "ol", "a"))


def plain_html(html: str, tags: frozenset[str]) -> str:
    """Return html in which emphasis and lists are elements. One pass, whatever comes.

    :param tags: those that are kept at all
    """
    if not MARKS.search(html):
        return html
    shown = _BULLET.sub("", html)
    tidy = nh3.Cleaner(
        tags=set(tags),
        clean_content_tags={"script", "style", "title", "iframe", "noscript", "template"},
        attributes={
            **{tag: {"style"} for tag in tags},
            "a": {"href", "style"},
            "img": {"src", "alt"},
            "ol": {"start", "style"},
            "td": {"colspan", "rowspan", "style"},
            "th": {"colspan", "style"},
        },
        url_schemes=nh3.ALLOWED_URL_SCHEMES | {"cid"},
        link_rel=None,
    ).clean(shown)
    return _Rewriter().rewrite(tidy)


class _Rewriter:
    """Goes once over tidy html: every element is closed, every attribute quoted."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[tuple[str, str]] = []  # tag, what closes it
        self._lists: list[str] = []
        self._item: int | None = None  # the level of the item that is being read
        self._mark: list[str] | None = None  # the words of its bullet
        self._mark_depth = 0
        self._body: list[str] | None = None

    def rewrite(self, html: str) -> str:
        for part in _PART.split(html):
            if not part:
                continue
            if not part.startswith("<"):
                self._text(part)
                continue
            found = _TAG.match(part)
            if found is None:
                continue
            if found[1]:
                self._end(found[2])
            else:
                style = _STYLE.search(part)
                self._begin(found[2], style[1] if style else "", part)
        self._close_lists(0)
        return "".join(self._out)

    def _text(self, text: str) -> None:
        if self._mark is not None and self._mark_depth:
            self._mark.append(text)
            return
        if self._item is None and self._lists and text.strip():
            self._close_lists(0)
        self._put(text)

    def _begin(self, tag: str, style: str, part: str) -> None:
        if self._mark_depth:
            self._mark_depth += tag not in _VOID
            return
        item = _LIST.search(style) if tag in _ITEMS and self._item is None else None
        if item is not None:
            self._item, self._mark, self._body = int(item[1]) or 1, [], []
            self._open.append((tag, ""))
            return
        if self._item is not None and _IGNORED.search(style):
            self._mark_depth = 1
            return
        if self._item is None and self._lists:
            self._close_lists(0)
        if tag in _VOID:
            self._put(_STYLE.sub("", part))
            return
        begins, ends = self._dressed(tag, style, part)
        self._put(begins)
        self._open.append((tag, ends))

    def _dressed(self, tag: str, style: str, part: str) -> tuple[str, str]:
        """Return how an element begins and ends, with its emphasis as elements."""
        is_off = (tag in ("b", "strong") and _PLAIN.search(style)) or (
            tag in ("i", "em") and _UPRIGHT.search(style)
        )
        begins = "" if is_off else _STYLE.sub("", part)
        ends = "" if is_off else f"</{tag}>"
        wanted = [] if tag in _NOT_EMPHASISED else [t for t, says in _STYLES if says.search(style)]
        inner = "".join(f"<{one}>" for one in wanted)
        outer = "".join(f"</{one}>" for one in reversed(wanted))
        return begins + inner, outer + ends

    def _end(self, tag: str) -> None:
        if self._mark_depth:
            self._mark_depth -= 1
            return
        if not self._open:
            return
        _tag, ends = self._open.pop()
        if self._item is not None and tag in _ITEMS and ends == "":
            self._write_item()
            return
        self._put(ends)

    def _write_item(self) -> None:
        level, words = self._item or 1, "".join(self._mark or ())
        body, self._item, self._mark, self._body = "".join(self._body or ()), None, None, None
        self._close_lists(level)
        if len(self._lists) == level:
            self._out.append("</li>")
        while len(self._lists) < level:
            name = "ol" if _NUMBERED.match(words) else "ul"
            self._out.append(f"<{name}>" + ("<li>" if len(self._lists) + 1 < level else ""))
            self._lists.append(name)
        self._out.append(f"<li>{body}")

    def _close_lists(self, level: int) -> None:
        while len(self._lists) > level:
            self._out.append(f"</li></{self._lists.pop()}>")

    def _put(self, text: str) -> None:
        (self._out if self._body is None else self._body).append(text)
