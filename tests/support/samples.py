"""Contents of every kind, as small as they can be."""

import io
import zipfile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def make_zip(*names: str, content: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def make_office(folder: str) -> bytes:
    return make_zip("[Content_Types].xml", f"{folder}document.xml")


def make_ole(stream: str, before: int = 600) -> bytes:
    return OLE + b"\xff" * before + stream.encode("utf-16-le") + b"\0\0" + b"\xff" * 100


SAMPLES = {
    "rar": b"Rar!\x1a\x07\x01\x00data",
    "zip": make_zip("a.txt"),
    "ppt": make_ole("PowerPoint Document"),
    "pptx": make_office("ppt/"),
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "doc": make_ole("WordDocument", before=70_000),
    "docx": make_office("word/"),
    "xls": make_ole("Workbook"),
    "xlsx": make_office("xl/"),
    "txt": "Ñandú\r\n".encode(),
    "mp4": b"\0\0\0\x18ftypmp42\0\0\0\0",
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "jpeg": b"\xff\xd8\xff\xe1\x00\x10Exif",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "gif": b"GIF89a\x01\x00\x01\x00",
    "svg": b'<?xml version="1.0"?>\n<!-- x -->\n<svg xmlns="http://www.w3.org/2000/svg"/>',
    "csv": b"a;b\n1;2\n",
    "vsdx": make_office("visio/"),
    "vsd": make_ole("VisioDocument"),
    "msg": make_ole("__properties_version1.0"),
    "wav": b"RIFF\x24\0\0\0WAVEfmt ",
}
