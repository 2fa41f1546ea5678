"""The types of files that are known: their media types, and what their content must look like.

Each is known by all the forms that its own programs write, documents with a password among them:
what is in those nobody can look at, and they are only ever saved. An extension that a tenant allows
beyond these is taken as it is, and saved like them. Programs are refused whatever the tenant says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translationstring import TranslationStringFactory

from core.errors import Refused
from core.files import archives, documents, signatures

if TYPE_CHECKING:
    from pathlib import Path

_ = TranslationStringFactory("core")

Check = Callable[["Path"], bool]


@dataclass(frozen=True, slots=True)
class FileKind:
    """One type of file.

    :param agrees: whether the content is of this type
    """

    media_type: str
    agrees: Check


OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
INERT = "application/octet-stream"
# An office document with a password, or with rights on who may read it, is a compound file.
locked = documents.ole("EncryptedPackage", "DRMEncryptedDataSpace")
rich_text = signatures.begins(b"{\\rtf")


def _office(folder: str) -> Check:
    return documents.any_of(archives.office(folder), locked)


_WORD = documents.any_of(
    documents.ole("WordDocument"),
    rich_text,
    documents.xml_of('progid="Word.Document"', "schemas.microsoft.com/office/word/2003"),
    signatures.begins(b"\xdb\xa5", b"\x31\xbe\0\0", b"\x32\xbe\0\0"),  # Word 2 and before
)
_EXCEL = documents.any_of(
    documents.ole("Workbook", "Book", "WORKBOOK", "BOOK"),
    documents.xml_of('progid="Excel.Sheet"', "urn:schemas-microsoft-com:office:spreadsheet"),
    # Excel 2, 3 and 4.
    signatures.begins(b"\x09\0\x04\0", b"\x09\x02\x06\0", b"\x09\x04\x06\0"),
)
_POWERPOINT = documents.ole("PowerPoint Document", "PP40", "PP97_DUALSTORAGE")
_OUTLOOK = ("__properties_version1.0", "__nameid_version1.0")
_JPEG = FileKind("image/jpeg", signatures.begins(b"\xff\xd8\xff"))
_TIFF = FileKind("image/tiff", signatures.begins(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"))
# Not among the types that a tenant starts with; a page is only ever saved, never shown.
_PAGE = FileKind(INERT, documents.is_text)
_TEXT = FileKind("text/plain", documents.is_text)
_FILM = signatures.is_film
# What Apple's programs write: archives, or a list of one where the file was a folder.
_IWORK = FileKind(INERT, archives.is_zip)

KINDS: dict[str, FileKind] = {
    "rar": FileKind("application/vnd.rar", signatures.begins(b"Rar!\x1a\x07", b"RE~^")),
    "zip": FileKind("application/zip", archives.is_zip),
    "ppt": FileKind("application/vnd.ms-powerpoint", _POWERPOINT),
    "pps": FileKind("application/vnd.ms-powerpoint", _POWERPOINT),
    "pptx": FileKind(f"{OFFICE}.presentationml.presentation", _office("ppt/")),
    "ppsx": FileKind(f"{OFFICE}.presentationml.slideshow", _office("ppt/")),
    "pdf": FileKind("application/pdf", signatures.holds_early(b"%PDF-")),
    "doc": FileKind("application/msword", _WORD),
    "dot": FileKind("application/msword", _WORD),
    "docx": FileKind(f"{OFFICE}.wordprocessingml.document", _office("word/")),
    "dotx": FileKind(f"{OFFICE}.wordprocessingml.template", _office("word/")),
    "xls": FileKind("application/vnd.ms-excel", _EXCEL),
    "xlsx": FileKind(f"{OFFICE}.spreadsheetml.sheet", _office("xl/")),
    "xltx": FileKind(f"{OFFICE}.spreadsheetml.template", _office("xl/")),
    "odt": FileKind(f"{OPEN}.text", archives.holds("mimetype", "content.xml")),
    "ods": FileKind(f"{OPEN}.spreadsheet", archives.holds("mimetype", "content.xml")),
    "odp": FileKind(f"{OPEN}.presentation", archives.holds("mimetype", "content.xml")),
    "rtf": FileKind("application/rtf", rich_text),
    "pages": _IWORK,
    "numbers": _IWORK,
    "key": _IWORK,
    **dict.fromkeys(("txt", "sql", "log", "md", "json", "yaml", "yml", "ini"), _TEXT),
    **dict.fromkeys(("eml", "ics", "vcf"), FileKind(INERT, documents.is_text)),
    **dict.fromkeys(("csv", "tsv"), FileKind("text/csv", documents.is_text)),
    "xml": FileKind(INERT, documents.is_xml),
    **dict.fromkeys(("mp4", "m4v"), FileKind("video/mp4", _FILM)),
    **dict.fromkeys(("3gp", "3gpp", "3g2"), FileKind("video/3gpp", _FILM)),
    **dict.fromkeys(("mov", "qt"), FileKind("video/quicktime", _FILM)),
    "m4a": FileKind("audio/mp4", _FILM),
    "avi": FileKind("video/x-msvideo", signatures.is_avi),
    "mp3": FileKind("audio/mpeg", signatures.is_mp3),
    "wav": FileKind("audio/wav", signatures.is_wave),
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif", "pjpeg"), _JPEG),
    **dict.fromkeys(("tif", "tiff"), _TIFF),
    **dict.fromkeys(("heic", "heif", "hif"), FileKind("image/heic", signatures.is_heic)),
    "avif": FileKind("image/avif", signatures.is_heic),
    "png": FileKind("image/png", signatures.begins(b"\x89PNG\r\n\x1a\n")),
    "gif": FileKind("image/gif", signatures.begins(b"GIF87a", b"GIF89a")),
    "bmp": FileKind("image/bmp", signatures.begins(b"BM")),
    "svg": FileKind("image/svg+xml", documents.is_svg),
    "webp": FileKind("image/webp", signatures.is_webp),
    "vsdx": FileKind("application/vnd.ms-visio.drawing", _office("visio/")),
    "vsd": FileKind("application/vnd.visio", documents.ole("VisioDocument")),
    "msg": FileKind(
        "application/vnd.ms-outlook",
        documents.ole("__properties_version1.0", "__nameid_version1.0"),
    ),
    "html": _PAGE,
    "htm": _PAGE,
}
# What people's programs call the same type: who allows one allows the others.
SYNONYMS = (
    frozenset(("jpg", "jpeg", "jpe", "jfif", "pjpeg")),
    frozenset(("tif", "tiff")),
    frozenset(("heic", "heif", "hif")),
    frozenset(("htm", "html")),
    frozenset(("yml", "yaml")),
    frozenset(("3gp", "3gpp")),
    frozenset(("mov", "qt")),
)
FORBIDDEN = frozenset(
    (
        *("ade", "adp", "apk", "appx", "bat", "bin", "cab", "chm", "cmd", "com", "cpl", "dll"),
        *("dmg", "exe", "hta", "img", "ins", "iso", "isp", "jar", "js", "jse", "lib", "lnk"),
        *("mde", "msc", "msi", "msp", "mst", "nsh", "pif", "ps1", "psm1", "py", "reg", "scf"),
        *("scr", "sct", "sh", "shtml", "swf", "sys", "url", "vb", "vbe", "vbs", "vxd", "wasm"),
        *("wsc", "wsf", "wsh", "xht", "xhtml", "xll"),
    )
)
BLOCKED = ".blocked"


def allowed_types(setting: str) -> tuple[str, ...]:
    """Read a tenant's list of extensions; what may never be uploaded is left out."""
    return tuple(word for word in _listed(setting) if word not in FORBIDDEN)


def refuse_programs(setting: str) -> None:
    """Refuse a list with extensions that can't be allowed, rather than leave them out unsaid.

    :raises Refused: naming them
    """
    refused = [word for word in _listed(setting) if word in FORBIDDEN]
    if refused:
        message = _(
            "These can't be allowed, as a computer may run them: ${types}. Leave them out.",
            mapping={"types": ", ".join(refused)},
        )
        raise Refused("", {"types": message})


def is_allowed(extension: str, allowed: Collection[str]) -> bool:
    """Whether an extension, or another name of the same type, is among the allowed ones."""
    names = next((known for known in SYNONYMS if extension in known), frozenset((extension,)))
    return not names.isdisjoint(allowed) and extension not in FORBIDDEN


def with_synonyms(extensions: Iterable[str]) -> tuple[str, ...]:
    """Return the extensions, and what else the same types are called."""
    found = dict.fromkeys(extensions)
    for names in SYNONYMS:
        if not names.isdisjoint(found):
            found.update(dict.fromkeys(sorted(names)))
    return tuple(found)


def _listed(setting: str) -> list[str]:
    words = (
        word.lower().strip(".*") for word in setting.replace(",", " ").replace(";", " ").split()
    )
    return list(dict.fromkeys(filter(None, words)))


def name_to_save(name: str, extension: str) -> str:
    """Return a name by which no computer runs the file."""
    return f"{name}{BLOCKED}" if extension in FORBIDDEN else name


def media_type_of(extension: str) -> str:
    kind = KINDS.get(extension)
    return kind.media_type if kind else INERT


def content_agrees(path: Path, extension: str) -> bool:
    """Whether a file's content is what its extension says. Never raises for what is in the file."""
    kind = KINDS.get(extension)
    return kind.agrees(path) if kind else signatures.is_no_program(path)
