"""Formatted text: one allow-list for every door it comes through."""

import html as entities
import re
from collections.abc import Callable
from typing import Any

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

# How a text refers to a picture that comes with it (RFC 2392).
PICTURE = "cid:"
LONGEST_KEY = 250
_PICTURE = re.compile(r'<img((?: (?:src|alt)="[^"<>]*")*)>')
_SOURCE = re.compile(r' src="cid:([^"<>]*)"')
_ALTERNATIVE = re.compile(r' alt="[^"<>]*"')

_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan"}}
_LIMITS: dict[str, Any] = {
    "clean_content_tags": {"script", "style", "title", "iframe", "noscript", "template"},
    "url_relative": "deny",
    "link_rel": "noopener noreferrer nofollow",
}
_cleaner = nh3.Cleaner(tags=set(TAGS), attributes=_ATTRIBUTES, url_schemes=set(SCHEMES), **_LIMITS)


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Let pictures refer to what comes with the text, and nothing else do that."""
    is_picture = value.strip().lower().startswith(PICTURE)
    if tag == "img" and attribute == "src":
        key = value.strip()[len(PICTURE) :]
        is_plain = is_picture and len(key) <= LONGEST_KEY and not set(key) & set(' "<>')
        return PICTURE + key if is_plain else None
    if attribute == "alt":
        return value.translate({ord("<"): None, ord(">"): None})
    return None if is_picture else value


_picture_cleaner = nh3.Cleaner(
    tags={*TAGS, "img"},
    attributes={**_ATTRIBUTES, "img": {"src", "alt"}},
    url_schemes={*SCHEMES, "cid"},
    attribute_filter=_keep,
    **_LIMITS,
)


def clean_html(html: str, *, pictures: bool = False) -> str:
    """Return the html with nothing left but harmless formatting. Never raises.

    No style, class or id, no pictures, no links but to the web, mail and telephone. Of absurd HTML
    only the text is left.

    :param pictures: keep references to pictures that come with the text (``cid:``), which no
        browser loads; :func:`place_pictures` says where they are. Those from elsewhere never stay
    """
    html = _UNWANTED.sub("", html)
    if is_absurd(html):
        return entities.escape(entities.unescape(_TAG.sub(" ", html)))
    if not (pictures and PICTURE in html.lower()):
        return _cleaner.clean(plain_html(html, TAGS))
    clean = _picture_cleaner.clean(plain_html(html, TAGS | {"img"}))
    return place_pictures(clean, lambda key: PICTURE + key)


def place_pictures(clean: str, address_of: Callable[[str], str | None]) -> str:
    """Return clean html with its pictures where they are; one that is nowhere is left out.

    :param clean: from :func:`clean_html` with ``pictures``
    :param address_of: is given what a picture is called, and returns its address or ``None``
    """

    def place(found: re.Match[str]) -> str:
        source = _SOURCE.search(found[1])
        address = address_of(entities.unescape(source[1])) if source else None
        if address is None:
            return ""
        said = _ALTERNATIVE.search(found[1])
        alternative = said[0] if said else ' alt=""'
        return f'<img src="{entities.escape(address)}"{alternative}>'

    return _PICTURE.sub(place, clean)


def pictures_of(clean: str) -> list[str]:
    """Return what the pictures are called that clean html refers to."""
    found = (_SOURCE.search(one) for one in _PICTURE.findall(clean))
    return [entities.unescape(one[1]) for one in found if one]


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
