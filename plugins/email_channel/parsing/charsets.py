"""Bytes of unknown honesty as text."""

from __future__ import annotations

import re
from functools import lru_cache

from charset_normalizer import from_bytes

# Names that are common in mail and that Python either does not know or reads too narrowly: what is
# declared as Latin-1 comes from Windows, and what is declared as GB2312 uses all of GB18030.
_MEANT = {
    "": "",
    "ascii": "cp1252",
    "ansi": "cp1252",
    "us-ascii": "cp1252",
    "ansi-x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-8-e": "iso8859_8",
    "iso-8859-6-i": "iso8859_6",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "windows-874": "cp874",
    "windows-1252http-equivcontent-type": "cp1252",
    "x-cp1252": "cp1252",
    "x-unknown": "",
    "unknown-8bit": "",
    "unknown": "",
    "8bit": "",
    "default": "",
    "none": "",
    "x-user-defined": "",
    "binary": "",
    "utf": "utf_8",
    "utf8mb4": "utf_8",
    "unicode": "utf_8",
    "unicode-1-1-utf-8": "utf_8",
    "unicode-1-1-utf-7": "utf_7",
    "x-unicode-2-0-utf-7": "utf_7",
    "gb2312": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "gb-2312": "gb18030",
    "gb2312-charset": "gb18030",
    "gb_2312-80": "gb18030",
    "big5-eten": "cp950",
    "big5": "cp950",
    "x-x-big5": "cp950",
    "ks_c_5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "hz-gb-2312": "hz",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-1": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-japanese": "cp932",
    "macjapanese": "cp932",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-greek": "mac_greek",
    "x-mac-ce": "mac_latin2",
    "koi8-ru": "koi8_u",
    "dos-850": "cp850",
    "ibm-850": "cp850",
}
# The codecs of Python that decode text in one pass. Any other name counts as unknown, so that a
# sender cannot choose a codec that is slow (punycode) or none of text (zlib).
_CODECS = frozenset(
    (
        *("utf_7", "utf_8", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"),
        *(f"iso8859_{number}" for number in (*range(1, 12), *range(13, 17))),
        *(f"cp{number}" for number in (*range(1250, 1259), 737, 775, 437, 720, 1006, 1125)),
        *(f"cp{number}" for number in (*range(850, 859), *range(860, 867), 869, 874, 875)),
        *("cp037", "cp273", "cp500", "cp1026", "cp1140", "cp932", "cp949", "cp950"),
        *("gb18030", "hz", "big5hkscs", "johab", "euc_jp", "euc_jis_2004", "shift_jis_2004"),
        *("iso2022_jp", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr"),
        *("koi8_r", "koi8_t", "koi8_u", "kz1048", "ptcp154", "tis_620", "hp_roman8"),
        *("mac_cyrillic", "mac_greek", "mac_iceland", "mac_latin2", "mac_roman", "mac_turkish"),
    )
)
# What Windows writes, declared as ASCII or Latin-1 by habit, is often something else.
_BY_HABIT = ("cp1252",)
# What some programs write under another name.
_INSTEAD = {
    "iso2022_jp_ext": ("cp932", "euc_jp"),
    "cp950": ("big5hkscs", "gb18030"),
    "euc_jp": ("cp932",),
}
# What text with many bytes above 127 may be; the more there are, the worse the guess.
_DETECTED = [
    *("cp1251", "koi8_r", "cp1253", "gb18030", "big5", "cp932", "euc_jp", "cp949"),
]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+()-]{0,39}")
_NUMBERED = re.compile(r"(?:windows|cp|ibm|microsoft-cp|x-cp|cp-|windows-cp)-?(\d{3,4})")
_ISO = re.compile(r"iso-?_?8859[-_]?(\d{1,2})(?:[:-]\d{4})?")
_KEPT_OUT = re.compile("[\x00\ud800-\udfff]")
_ESCAPES = (b"\x1b$", b"\x1b(")  # of ISO 2022, in which Japanese mail comes
_SAMPLE = 8 * 1024
# The shares of bytes above 127 that no Western text reaches: a name may come near the former.
_MANY_IN_NAME, _MANY_IN_TEXT, _NAME_LENGTH = 0.5, 0.25, 200

UNKNOWN, BROKEN = "charset_unknown", "charset_broken"


def codec_of(name: str) -> str | None:
    """Return the codec that a declared charset means; empty for none, None for an unknown one."""
    found = _NAME.match(name.strip(" \t\r\n\"'=<>"))
    if found is None:
        return None if name.strip() else ""
    return _codec_of(found[0].lower().rstrip("-.:_()"))


@lru_cache(maxsize=256)
def _codec_of(name: str) -> str | None:
    if name in _MEANT:
        return _MEANT[name]
    if found := _NUMBERED.fullmatch(name):
        codec = f"cp{found[1]}"
    elif found := _ISO.fullmatch(name):
        codec = f"iso8859_{found[1]}"
    elif name in ("utf8", "utf-8n", "utf-8-sig"):
        codec = "utf_8"
    else:
        codec = name.replace("-", "_")
    return codec if codec in _CODECS else None


def tidy(text: str) -> str:
    """Return text without what no database takes."""
    return _KEPT_OUT.sub("\ufffd", text.replace("\x00", "")) if text else text


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """Return the text and, if the declared charset was of no use, why. Never raises.

    Tried in turn: what is declared, UTF-8, what the bytes look like, replacement characters.
    """
    codec = codec_of(declared)
    problem = UNKNOWN if codec is None else ""
    if data.isascii() and codec in (None, "", *_BY_HABIT, "utf_8", "iso2022_jp_ext"):
        return _of_ascii(data), problem
    if codec in (None, "", *_BY_HABIT, "utf_8"):
        try:
            return _without_mark(data.decode()), problem
        except UnicodeDecodeError:
            problem = BROKEN if codec == "utf_8" else problem
    elif codec:
        for name in (codec, *_INSTEAD.get(codec, ())):
            try:
                return _without_mark(data.decode(name)), problem
            except (UnicodeError, ValueError):
                problem = BROKEN
    return tidy(_guess(data, codec or "")), problem


def _of_ascii(data: bytes) -> str:
    if any(escape in data for escape in _ESCAPES):
        try:
            return tidy(data.decode("iso2022_jp_ext"))
        except UnicodeDecodeError:
            pass
        try:
            # Signs that Windows added to JIS X 0208, which its successor took over.
            return tidy(data.replace(b"\x1b$B", b"\x1b$(O").decode("iso2022_jp_3"))
        except UnicodeDecodeError:
            pass
    return data.decode("ascii").replace("\x00", "")


def _without_mark(text: str) -> str:
    return tidy(text.removeprefix("\ufeff"))


def _guess(data: bytes, codec: str) -> str:
    """Return text of bytes that are neither UTF-8 nor quite what is declared."""
    sample = data[:_SAMPLE]
    if codec in ("", "utf_8") and _is_mostly_utf8(sample):
        return data.decode(errors="replace")
    if codec not in ("", "utf_8", *_BY_HABIT):
        text = data.decode(codec, errors="replace")
        if text.count("\ufffd") * 10 < len(text):  # a few broken characters
            return text
    if _is_other_script(sample, is_declared=bool(codec)) and (name := _detected(sample)):
        return data.decode(name, errors="replace")
    return data.decode("cp1252", errors="replace")


def _is_other_script(sample: bytes, *, is_declared: bool) -> bool:
    """Say whether the bytes can't be Western text. A declared charset is believed of a name."""
    high = sum(byte > 127 for byte in sample)  # noqa: PLR2004 - the last of ASCII
    if len(sample) < _NAME_LENGTH:
        return not is_declared and high > _MANY_IN_NAME * len(b"".join(sample.split()))
    return high > _MANY_IN_TEXT * len(sample)


def _is_mostly_utf8(sample: bytes) -> bool:
    text = sample.decode(errors="replace")
    broken = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - broken
    return good > broken


def _detected(sample: bytes) -> str:
    best = from_bytes(sample, steps=5, chunk_size=512, cp_isolation=_DETECTED).best()
    return best.encoding if best is not None else ""
