"""Formatted text: one allow-list for every door it comes through."""

import html as entities
import re

import nh3

from fields_config.office import plain_html

TAGS = frozenset(
    (
        *("p", "br", "div", "span", "hr", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("strong", "b", "em", "i", "u", "s", "del", "sub", "sup", "code", "pre", "blockquote"),
        *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
    )
)
SCHEMES = frozenset(("http", "https", "mailto", "tel"))

# The cost of nesting is quadratic: 20,000 tags take three seconds at worst.
MAX_TAGS = 20_000
# And that of entities: the rest of the text is looked at for each. A second at worst.
MAX_ENTITIES_TIMES_CHARACTERS = 20_000 * 1_000_000

_BLOCKS = re.compile(
    r"</?(?:p|br|div|hr|h[1-6]|li|tr|td|th|pre|blockquote|table|ul|ol)\b[^>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# What looks like nothing: a message made of these alone is empty.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\u115f\u1160\u3164\u2800]")

_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style", "title", "iframe", "noscript", "template"},
    attributes={"a": {"href"}, "ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan"}},
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel="noopener noreferrer nofollow",
)


def clean_html(html: str) -> str:
    """Return the html with nothing left but harmless formatting. Never raises.

    No style, class or id, no images, no links but to the web, mail and telephone. Of absurd HTML
    only the text is left.
    """
    html = _UNWANTED.sub("", html)
    if is_absurd(html):
        return entities.escape(entities.unescape(_TAG.sub(" ", html)))
    return _cleaner.clean(plain_html(html, TAGS))


def is_absurd(html: str) -> bool:
    """Say whether reading the html as such would take long: nobody writes that many tags."""
    if html.count("<") > MAX_TAGS:
        return True
    return html.count("&") * len(html) > MAX_ENTITIES_TIMES_CHARACTERS


def text_of(html: str) -> str:
    """Return the words of cleaned html, blocks apart, for lists."""
    spaced = _BLOCKS.sub("\n", html)
    text = entities.unescape(_TAG.sub("", spaced))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def says_nothing(html: str) -> bool:
    """Say whether no visible text remains once the tags are gone."""
    return not _INVISIBLE.sub("", text_of(html)).strip()
