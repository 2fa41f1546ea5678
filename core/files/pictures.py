"""Pictures that our own pages show: of a bearable size, and not able to do anything by themselves.

A drawing in XML may hold scripts, links and other files. It passes only if all that it holds is on
the lists below; what is on none of them is refused, whatever it may be.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONGEST_SIDE = 4096  # a small file may claim to be a picture that no browser can hold

SVG = "http://www.w3.org/2000/svg"
LINKS = ("href", "http://www.w3.org/1999/xlink href")
XML_BASE = "http://www.w3.org/XML/1998/namespace base"
# Left behind by drawing programs; to a browser it is nothing.
REMARKS = (
    "http://www.inkscape.org/namespaces/inkscape",
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://purl.org/dc/elements/1.1/",
)
DRAWN = frozenset(
    (
        *("svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "style", "switch"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
        *("linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask", "marker"),
        *("filter", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feFlood"),
        *("feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode"),
        *("feMorphology", "feOffset"),
    )
)
# What a style could fetch from elsewhere; a backslash could spell it so that nobody sees.
_REFERENCE = re.compile(r"url\s*\(\s*['\"]?\s*(?!['\"#\s])|@import|@namespace|\\", re.IGNORECASE)

# Other functions than these may fetch as well: image-set("…"), src("…"), cross-fade("…", …).
_FUNCTION = re.compile(r"([\w-]+)\(")
FUNCTIONS = frozenset(
    (
        *("url", "var", "calc", "min", "max", "clamp", "format", "local"),
        *(
            "rgb",
            "rgba",
            "hsl",
            "hsla",
            "hwb",
            "lab",
            "lch",
            "oklab",
            "oklch",
            "color",
            "color-mix",
        ),
        *("matrix", "matrix3d", "translate", "translatex", "translatey", "translate3d", "rotate"),
        *("scale", "scalex", "scaley", "skew", "skewx", "skewy", "perspective"),
        *(
            "circle",
            "ellipse",
            "inset",
            "polygon",
            "path",
            "rect",
            "not",
            "is",
            "where",
            "nth-child",
        ),
        *("blur", "brightness", "contrast", "drop-shadow", "grayscale", "hue-rotate", "invert"),
        *("opacity", "saturate", "sepia", "linear", "cubic-bezier", "steps"),
    )
)
_AT_RULE = re.compile(r"@([\w-]*)")
AT_RULES = frozenset(("media", "supports", "keyframes", "font-face", "layer"))
ENCODINGS = frozenset(("utf-8", "utf-16", "iso-8859-1", "us-ascii"))  # what the parser itself knows
# What these hold is no style.
NAMES = frozenset(("id", "class", "aria-label", "data-name", "d"))


def is_harmless(path: Path, extension: str) -> bool:
    """Whether a page may show the picture. Its content has been found to be of that type.

    Never raises for what is in the file.
    """
    check = CHECKS.get(extension)
    return check is not None and check(path.read_bytes())


def _is_bearable_png(content: bytes) -> bool:
    if len(content) < 24 or content[12:16] != b"IHDR":  # noqa: PLR2004  # to the end of the sizes
        return False
    return _is_bearable(*struct.unpack(">II", content[16:24]))


def _is_bearable_webp(content: bytes) -> bool:
    head = content[:30].ljust(30, b"\0")
    match head[12:16]:
        case b"VP8X":
            return _is_bearable(1 + _three(head[24:27]), 1 + _three(head[27:30]))
        case b"VP8L":
            bits = int.from_bytes(head[21:25], "little")
            return _is_bearable(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF))
        case b"VP8 ":
            wide, high = struct.unpack("<HH", head[26:30])
            return _is_bearable(wide & 0x3FFF, high & 0x3FFF)
    return False


def _three(octets: bytes) -> int:
    return int.from_bytes(octets, "little")


def _is_bearable(wide: int, high: int) -> bool:
    return 0 < wide <= LONGEST_SIDE and 0 < high <= LONGEST_SIDE


class _StrangeError(Exception):
    """Something is in a drawing that is on no list."""


class _Drawing:
    """Reads a drawing and refuses what is strange."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._styles: list[str] = []
        self._inside: list[str] = []

    def read(self, content: bytes) -> None:
        """Read it to its end.

        :raises _StrangeError: there is more to it than can be seen
        :raises expat.ExpatError: it is no XML
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._check_element
        parser.EndElementHandler = lambda _name: self._inside.pop()
        parser.CharacterDataHandler = self._take
        # Document types declare entities, and instructions name style sheets.
        parser.XmlDeclHandler = _check_encoding
        parser.StartDoctypeDeclHandler = _refuse
        parser.ProcessingInstructionHandler = _refuse
        parser.Parse(content, True)  # there is no more of it
        # As a whole: a style may be said in pieces.
        _check_words("".join(self._texts))
        _check_style("".join(self._styles))

    def _take(self, text: str) -> None:
        self._texts.append(text)
        if f"{SVG} style" in self._inside:
            self._styles.append(text)

    def _check_element(self, name: str, attributes: dict[str, str]) -> None:
        self._inside.append(name)
        namespace, _space, local = name.rpartition(" ")
        if namespace not in REMARKS and (namespace != SVG or local not in DRAWN):
            raise _StrangeError
        for attribute, value in attributes.items():
            if attribute.rpartition(" ")[0] not in REMARKS:
                _check_attribute(attribute, value)


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    """Let no name of a file's be looked up among Python's codecs."""
    if (encoding or "utf-8").lower() not in ENCODINGS:
        raise _StrangeError


def _check_attribute(name: str, value: str) -> None:
    leads_away = name in LINKS and not value.strip().startswith("#")
    if leads_away or name == XML_BASE or name.lower().startswith("on"):
        raise _StrangeError
    _check_words(value)
    if name not in NAMES:
        _check_style(value)


def _check_style(text: str) -> None:
    functions = {found.lower() for found in _FUNCTION.findall(text)}
    rules = {found.lower() for found in _AT_RULE.findall(text)}
    if not (functions <= FUNCTIONS and rules <= AT_RULES):
        raise _StrangeError


def _check_words(text: str) -> None:
    if _REFERENCE.search(text):
        raise _StrangeError


def _refuse(*_what: object) -> None:
    raise _StrangeError


def _is_still_svg(content: bytes) -> bool:
    try:
        _Drawing().read(content)
    except (expat.ExpatError, _StrangeError, ValueError, LookupError):
        return False
    return True


CHECKS: dict[str, Callable[[bytes], bool]] = {
    "png": _is_bearable_png,
    "webp": _is_bearable_webp,
    "svg": _is_still_svg,
}
PICTURES = tuple(CHECKS)
