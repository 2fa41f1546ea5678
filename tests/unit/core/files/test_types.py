import io
import struct
import zipfile
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.files import archives
from core.files.types import KINDS, allowed_types, content_agrees
from core.tenancy.settings import FileSettings

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
    def test_programs_are_never_among_them(self):
        assert allowed_types("pdf, .PDF exe js heic") == ("pdf", "heic")
