"""The types of files that are known: their media types, and what their content must look like.

An extension that a tenant allows beyond these is checked by puremagic's tables instead. Programs
are refused whatever the tenant says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.files import archives, documents, signatures

if TYPE_CHECKING:
    from pathlib import Path

Check = Callable[["Path"], bool]


@dataclass(frozen=True, slots=True)
class FileKind:
    """One type of file.

    :param agrees: whether the content is of this type
    """

    media_type: str
    agrees: Check


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, FileKind] = {
    "rar": FileKind("application/vnd.rar", signatures.begins(b"Rar!\x1a\x07")),
    "zip": FileKind("application/zip", archives.is_zip),
    "ppt": FileKind("application/vnd.ms-powerpoint", documents.ole("PowerPoint Document")),
    "pptx": FileKind(f"{OFFICE}.presentationml.presentation", archives.office("ppt/")),
    "pdf": FileKind("application/pdf", signatures.holds_early(b"%PDF-")),
    "doc": FileKind("application/msword", documents.ole("WordDocument")),
    "docx": FileKind(f"{OFFICE}.wordprocessingml.document", archives.office("word/")),
    "xls": FileKind("application/vnd.ms-excel", documents.ole("Workbook", "Book")),
    "xlsx": FileKind(f"{OFFICE}.spreadsheetml.sheet", archives.office("xl/")),
    "txt": FileKind("text/plain", documents.is_text),
    "mp4": FileKind("video/mp4", signatures.begins(b"ftyp", offset=4)),
    "jpg": FileKind("image/jpeg", signatures.begins(b"\xff\xd8\xff")),
    "jpeg": FileKind("image/jpeg", signatures.begins(b"\xff\xd8\xff")),
    "png": FileKind("image/png", signatures.begins(b"\x89PNG\r\n\x1a\n")),
    "gif": FileKind("image/gif", signatures.begins(b"GIF87a", b"GIF89a")),
    "svg": FileKind("image/svg+xml", documents.is_svg),
    "webp": FileKind("image/webp", signatures.is_webp),
    "csv": FileKind("text/csv", documents.is_text),
    "vsdx": FileKind("application/vnd.ms-visio.drawing", archives.office("visio/")),
    "vsd": FileKind("application/vnd.visio", documents.ole("VisioDocument")),
    "msg": FileKind("application/vnd.ms-outlook", documents.ole("__properties_version1.0")),
    "wav": FileKind("audio/wav", signatures.is_wave),
    # Not among the types that a tenant starts with; a page is only ever saved, never shown.
    "html": FileKind("application/octet-stream", documents.is_text),
    "htm": FileKind("application/octet-stream", documents.is_text),
}
OTHER_MEDIA_TYPE = "application/octet-stream"
FORBIDDEN = frozenset(
    (
        *("ade", "adp", "apk", "appx", "bat", "bin", "cab", "chm", "cmd", "com", "cpl", "dll"),
        *("dmg", "exe", "hta", "img", "ins", "iso", "isp", "jar", "js", "jse", "lib", "lnk"),
        *("mde", "msc", "msi", "msp", "mst", "nsh", "pif", "ps1", "psm1", "py", "reg", "scf"),
        *("scr", "sct", "sh", "shtml", "swf", "sys", "url", "vb", "vbe", "vbs", "vxd", "wasm"),
        *("wsc", "wsf", "wsh", "xht", "xhtml", "xll"),
    )
)


def allowed_types(setting: str) -> tuple[str, ...]:
    """Read a tenant's list of extensions; what may never be uploaded is left out."""
    listed = (word.lower().lstrip(".") for word in setting.replace(",", " ").split())
    return tuple(dict.fromkeys(word for word in listed if word not in FORBIDDEN))


def media_type_of(extension: str) -> str:
    kind = KINDS.get(extension)
    return kind.media_type if kind else OTHER_MEDIA_TYPE


def content_agrees(path: Path, extension: str) -> bool:
    """Whether a file's content is what its extension says. Never raises for what is in the file."""
    kind = KINDS.get(extension)
    return kind.agrees(path) if kind else signatures.guessed_as(path, extension)
