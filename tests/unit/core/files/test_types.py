import io
import struct
import zipfile
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from core.files import archives
from core.files.settings import FileSettings
from core.files.types import (
    KINDS,
    allowed_types,
    content_agrees,
    is_allowed,
    media_type_of,
    refuse_programs,
    with_synonyms,
)
from tests.support.samples import make_ole, make_zip

ALL = FileSettings().deserialize({})["types"].split()
# These look alike on purpose: text is text, a picture has two names, an office file is a zip too.
ALIKE = {
    *(("txt", "csv"), ("csv", "txt"), ("jpg", "jpeg"), ("jpeg", "jpg")),
    *(("svg", "txt"), ("svg", "csv")),
    *((office, "zip") for office in ("docx", "xlsx", "pptx", "vsdx")),
}


class TestContentAgrees:
    @pytest.mark.parametrize("extension", ALL)
    def test_each_of_the_types_is_known_by_its_content_alone(self, samples, write, extension):
        path = write(samples[extension])
        accepted = {other for other in ALL if content_agrees(path, other)}

        assert accepted == {extension} | {b for a, b in ALIKE if a == extension}

    @pytest.mark.parametrize("extension", ALL)
    def test_a_program_is_none_of_them(self, write, extension):
        assert not content_agrees(write(b"MZ\x90\x00\x03\x00\x00\x00"), extension)

    @pytest.mark.parametrize("extension", [*KINDS, "heic", "odt"])
    @settings(max_examples=60)
    @given(content=st.binary(max_size=300))
    def test_no_content_is_an_error(self, write, samples, extension, content):
        path = write(samples.get(extension, b"")[: len(content)] + content)

        assert content_agrees(path, extension) in {True, False}

    @pytest.mark.parametrize(
        "text", ["Ñ".encode("latin-1"), "Ñ".encode("utf-16"), "\ufeffa".encode(), b"\x1b[1m"]
    )
    def test_text_may_come_in_older_and_wider_encodings(self, write, text):
        assert content_agrees(write(text), "txt")

    def test_a_webp_is_no_other_riff(self, write, samples):
        picture = b"RIFF\x24\0\0\0WEBPVP8 "

        assert content_agrees(write(picture), "webp")
        assert not content_agrees(write(picture), "wav")
        assert not content_agrees(write(samples["wav"]), "webp")

    @pytest.mark.parametrize("page", [b"<html><svg/></html>", b"<!-- <svg> -->", b"<svgx/>", b""])
    def test_a_drawing_has_to_begin_as_one(self, write, page):
        assert not content_agrees(write(page), "svg")


LOCKED = make_ole("EncryptedPackage")
FORMS = {
    "xlsx": (LOCKED, make_ole("DRMEncryptedDataSpace")),
    "docx": (
        LOCKED,
        make_zip("word/document.xml", "docProps/app.xml", "[Content_Types].xml"),
        make_zip("_rels/.rels", "word/document.xml", "[Content_Types].xml"),
        make_zip("[Content_Types].xml", "word\\document.xml"),
    ),
    "pptx": (LOCKED,),
    "doc": (
        b"{\\rtf1\\ansi Hola}",
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument/>',
        b"\xdb\xa5\x2d\0" + b"\0" * 30,
    ),
    "xls": (
        b"\x09\x02\x06\0\0\0",
        make_ole("Book"),
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
    ),
    "ppt": (make_ole("PP40"),),
    "rar": (b"Rar!\x1a\x07\x00\xcf\x90", b"Rar!\x1a\x07\x01\x00\x33"),
    "pdf": (b"\xef\xbb\xbf%PDF-1.4", b"\r\n%PDF-2.0\n"),
    "mp4": (
        b"\0\0\0\x20ftypisom\0\0\2\0",
        b"\0\0\0\x1cftypM4V ",
        b"\0\0\0\x18ftypdash",
        b"\0\0\0\x08wide\0\0\x10\0mdat",
        b"\0\0\x10\0moov",
    ),
    "mov": (b"\0\0\0\x14ftypqt  ", b"\0\0\0\x08skip", b"\0\0\x10\0moov"),
    "3gp": (b"\0\0\0\x18ftyp3gp4", b"\0\0\0\x18ftypisom"),
    "jpg": (b"\xff\xd8\xff\xee\x00\x0eAdobe", b"\xff\xd8\xff\xdb\x00\x43"),
    "jfif": (b"\xff\xd8\xff\xe0\x00\x10JFIF",),
    "jpe": (b"\xff\xd8\xff\xe1\x00\x10Exif",),
    "tiff": (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"II+\0\x08\0\0\0"),
    "gif": (b"GIF87a\x01\0",),
    "heic": (
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic",
        b"\0\0\0\x1cftypmsf1\0\0\0\0msf1hevcmif1",
    ),
    "wav": (b"RF64\xff\xff\xff\xffWAVEds64", b"RIFX\0\0\0\x24WAVEfmt ", b"BW64\0\0\0\0WAVE"),
    "mp3": (
        b"ID3\x04\0",
        b"\xff\xfb\x90\x64\0",
        b"\xff\xf3\x40\xc0",
        b"\0" * 600 + b"\xff\xfb\x50\x00\0",
    ),
    "xml": (
        b"<factura/>",
        b"\xef\xbb\xbf  <a>\n</a>",
        b'<?xml version="1.0"?><a/>',
        "<año/>".encode("utf-16"),
        b"<!-- x --><a/>",
    ),
    "sql": (b"-- all\nSELECT 1;\n", "SELECT 1;".encode("utf-16-le")),
    "csv": (
        "a;ñ\n".encode("latin-1"),
        "a;ñ\n1;2\n".encode("utf-16"),
        "a;ñ\n1;2\n".encode("utf-16-le"),
        "a;ñ\n1;2\n".encode("utf-16-be"),
        "\ufeffa;b".encode(),
        b"a;b\n\x1a",
        b"a\x0bb",
    ),
    "txt": ("\ufeffHola".encode(), "Ñandú".encode("utf-32"), b"caf\x82 DOS\r\n\x1a", b""),
    "odt": (make_zip("mimetype", "content.xml"),),
    "pages": (make_zip("Index/Document.iwa"), make_zip("index.xml")),
    "vsdx": (make_zip("visio/document.xml", "[Content_Types].xml"), LOCKED),
    "dwg": (b"AC1032\0\0",),
    "pub": (make_ole("Quill"),),
    "whatever": (b"\x01\x02\x03", b"text", b"MZ is how this text begins"),
}
PROGRAMS = (
    b"MZ\x90\x00\x03\x00\x00\x00",
    b"\x7fELF\x02\x01\x01",
    b"\xcf\xfa\xed\xfe\x07",
    b"\xca\xfe\xba\xbe\0\0",
    b"L\0\0\0\x01\x14\x02\0\0\0",
    b"\0asm\x01\0",
)


class TestForms:
    """Types have had several forms, and their own programs write all of them."""

    @pytest.mark.parametrize(
        ("extension", "content"),
        [(extension, content) for extension, contents in FORMS.items() for content in contents],
    )
    def test_each_form_is_taken(self, write, extension, content):
        assert content_agrees(write(content), extension)

    @pytest.mark.parametrize("content", PROGRAMS)
    @pytest.mark.parametrize("extension", [*FORMS, "dat"])
    def test_a_program_is_taken_as_none_of_them(self, write, extension, content):
        assert not content_agrees(write(content), extension)

    @pytest.mark.parametrize(
        ("extension", "other"),
        [
            *(("xlsx", "doc"), ("docx", "msg"), ("doc", "xlsx"), ("txt", "zip"), ("mp3", "wav")),
            *(("heic", "mp4"), ("xml", "txt"), ("sql", "pdf"), ("jpg", "png"), ("odt", "docx")),
        ],
    )
    def test_another_type_is_not(self, write, samples, extension, other):
        assert not content_agrees(write(samples[other]), extension)

    def test_a_page_is_never_shown(self):
        assert {media_type_of(extension) for extension in ("html", "htm", "xml", "foo")} == {
            "application/octet-stream"
        }


class TestLargeArchives:
    """From 4 GB or 65,535 files on, and where a program writes as it goes, numbers are wider."""

    @pytest.fixture
    def wide(self):
        buffer = io.BytesIO()
        with (
            patch.object(zipfile, "ZIP64_LIMIT", 0),
            patch.object(zipfile, "ZIP_FILECOUNT_LIMIT", 0),
            zipfile.ZipFile(buffer, "w") as archive,
        ):
            archive.writestr("[Content_Types].xml", b"x")
            archive.writestr("word/document.xml", b"x" * 100)
        content = bytearray(buffer.getvalue())
        at = content.rindex(b"PK\x05\x06")
        content[at + 8 : at + 20] = b"\xff" * 12  # see the wider end
        return bytes(content)

    def test_they_are_taken(self, write, wide):
        assert archives.is_zip(write(wide))
        assert content_agrees(write(wide), "docx")

    def test_what_they_hold_counts(self, write, wide):
        with patch.object(archives, "MAX_EXPANDED", 100):
            assert not archives.is_zip(write(wide))

    def test_one_that_leads_astray_is_refused(self, write, wide):
        at = wide.index(b"PK\x06\x07")
        lying = wide[: at + 8] + struct.pack("<Q", 2**60) + wide[at + 16 :]

        assert not archives.is_zip(write(lying))


class TestArchives:
    def test_too_many_files_are_refused(self, write):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for number in range(12):
                archive.writestr(str(number), b"")

        with patch.object(archives, "MAX_ENTRIES", 10):
            assert not archives.is_zip(write(buffer.getvalue()))
        assert archives.is_zip(write(buffer.getvalue()))

    def test_a_bomb_is_refused_by_what_it_says_of_itself(self, write):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("zeros", b"\0" * 1_000_000)

        with patch.object(archives, "MAX_EXPANDED", 999_999):
            assert not archives.is_zip(write(buffer.getvalue()))

    def test_a_listing_that_lies_about_its_length_is_refused(self, write, samples):
        content = bytearray(samples["zip"])
        at = content.rfind(b"PK\x05\x06")
        content[at + 10 : at + 12] = struct.pack("<H", 3)

        assert not archives.is_zip(write(bytes(content)))


class TestAllowedTypes:
    def test_another_name_of_an_allowed_type_is_allowed(self):
        assert is_allowed("jfif", ("jpg", "pdf"))
        assert is_allowed("htm", ("html",))
        assert not is_allowed("tiff", ("jpg",))
        assert set(with_synonyms(("pdf", "tif"))) == {"pdf", "tif", "tiff"}

    def test_what_can_not_be_allowed_is_said(self):
        refuse_programs("pdf, heic; *.jpg")
        with pytest.raises(Refused) as refusal:
            refuse_programs("pdf .EXE, js")

        assert "exe, js" in refusal.value.fields["types"].interpolate()

    def test_programs_are_never_among_them(self):
        assert allowed_types("pdf, .PDF exe js heic") == ("pdf", "heic")
