"""Converting between text typed without an editor and HTML."""

import html as entities
import re

from fields_config.html import clean_html

_LINE_END = re.compile("\r\n?|[\x0b\x0c\u2028\u2029]")
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_PARTS = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-z0-9]+)", re.IGNORECASE)
_BLOCKS = frozenset(("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"))
_BLOCKS |= {"blockquote", "pre", "hr"}


def html_of(text: str) -> str:
    """Return typed text as HTML: every sign as it was typed, paragraphs and lines kept."""
    lines = _LINE_END.sub("\n", text).strip("\n").rstrip()
    if not lines.strip():
        return ""
    paragraphs = _EMPTY_LINES.split(lines)
    escaped = (entities.escape(paragraph, quote=False) for paragraph in paragraphs)
    return "".join(f"<p>{paragraph.replace(chr(10), '<br>')}</p>" for paragraph in escaped)


def typed_text(html: str) -> str:
    """Return HTML as text for a plain control: what :func:`html_of` made comes back as typed."""
    found: list[str] = []
    for part in _PARTS.split(clean_html(html)):
        if not part.startswith("<"):
            found.append(entities.unescape(part))
            continue
        name = _NAME.match(part)
        tag = name[1].lower() if name else ""
        is_end = part.startswith("</")
        if tag == "br":
            found.append("\n")
        elif tag in _BLOCKS:
            found.append("\n\n")
        elif tag == "li" and not is_end:
            found.append("\n- ")
        elif tag == "tr" and is_end:
            found.append("\n")
        elif tag in ("td", "th") and is_end:
            found.append("\t")
    text = "".join(found)
    text = re.sub(r"\t\n", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
