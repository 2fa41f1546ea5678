"""Which pictures our own pages may show."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.pictures import LONGEST_SIDE, PICTURES, is_harmless

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
STILL = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64"
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 64 32"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"
  inkscape:export-filename="C:\\logo.png">
<title>Acme(Spain)</title><sodipodi:namedview pagecolor="#fff"/>
<style>@media (min-width: 1px) { .a { fill: url(#shade); color: rgb(1,2,3) } }</style>
<defs><linearGradient id="shade"><stop style="stop-color:#0b5cad"/></linearGradient></defs>
<g class="a" fill="url( '#shade' )"><path class="p(1)" id="p" d="M0 0h64v32H0z"/>
<use xlink:href="#p"/></g>
</svg>"""


def png(wide, high):
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", wide, high) + b"\x08\6\0\0\0"


def webp(kind, sizes):
    return b"RIFF\x24\0\0\0WEBP" + kind + b"\x10\0\0\0" + sizes


@pytest.fixture
def judge(tmp_path):
    def judge(content, extension):
        path = tmp_path / "picture"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return is_harmless(path, extension)

    return judge


class TestDrawing:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_one_that_only_draws_passes(self, judge, encoding):
        assert judge(STILL.replace("UTF-8", encoding).encode(encoding), "svg")

    @pytest.mark.parametrize(
        "inside",
        [
            "<script>alert(1)</script>",
            "<x:script xmlns:x='http://www.w3.org/2000/svg'>alert(1)</x:script>",
            "<script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
            "<p xmlns=''>x</p>",
            "<foreignObject><b/></foreignObject>",
            "<iframe xmlns='http://www.w3.org/1999/xhtml'/>",
            "<a href='https://evil.example'><path/></a>",
            "<image href='https://evil.example/x.png'/>",
            "<image href='data:image/png;base64,AAAA'/>",
            "<use href='https://evil.example/x.svg#a'/>",
            "<use xlink:href='data:image/svg+xml,x'/>",
            "<use xlink:href=' javascript:alert(1)'/>",
            "<g xml:base='https://evil.example/'/>",
            "<path onload='alert(1)'/>",
            "<path OnClick='alert(1)'/>",
            "<path fill='url(https://evil.example)'/>",
            "<path style='fill:URL( \"//evil.example\" )'/>",
            "<path style='fill:\\75rl(//evil.example)'/>",
            "<style>@import 'https://evil.example/x.css';</style>",
            "<style>path { fill: image-set('https://evil.example' 1x) }</style>",
            "<style>path { mask: -WEBKIT-image-set('//evil.example' 1x) }</style>",
            "<path style='mask-image:image-set(\"http://evil.example/a.png\")'/>",
            "<path style='mask-image:image(\"http://evil.example/a.png\")'/>",
            "<path style='fill:src(\"http://evil.example\")'/>",
            "<path mask='cross-fade(\"http://evil.example\",red)'/>",
            "<path filter='element(#a)'/>",
            "<style>path { mask: ima<desc/>ge-set('//evil.example' 1x) }</style>",
            "<style>@document url('#a') {}</style>",
            "<style>@page { size: a4 }</style>",
            "<style>@imp<!-- -->ort '//evil.example';</style>",
            "<style>@imp<![CDATA[ort]]> '//evil.example';</style>",
            "<style>a{background:url(//evil.example)}</style>",
            "<style>a{background:url(&#104;ttps://evil.example)}</style>",
            "<set attributeName='href' to='javascript:alert(1)'/>",
            "<animate attributeName='x'/>",
            "<?xml-stylesheet href='//evil.example'?>",
            "<g>",
            "\x00",
        ],
    )
    def test_one_that_could_do_more_does_not(self, judge, inside):
        assert not judge(f"{HEAD}>{inside}</svg>", "svg")

    @pytest.mark.parametrize(
        "content",
        [
            f"{HEAD} onload='alert(1)'/>",
            f"<!DOCTYPE svg SYSTEM 'file:///etc/passwd'>{HEAD}/>",
            f"<!DOCTYPE svg [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]>{HEAD}>&b;</svg>",
            f"<?xml version='1.0' encoding='nonsense'?>{HEAD}/>",
            f"<?xml version='1.0' encoding='cp1252'?>{HEAD}/>",
            f"<?xml version='1.0' encoding='unicode_escape'?>{HEAD}/>",
            f"<?xml version='1.0' encoding='punycode'?>{HEAD}/>",
            "<svg/>",
            "<html xmlns='http://www.w3.org/1999/xhtml'/>",
            "",
        ],
    )
    def test_nor_does_what_is_no_plain_drawing(self, judge, content):
        assert not judge(content, "svg")


class TestSize:
    @pytest.mark.parametrize(
        ("wide", "high", "passes"),
        [(1, 1, True), (LONGEST_SIDE, 9, True), (LONGEST_SIDE + 1, 9, False), (0, 9, False)],
    )
    def test_it_is_bearable(self, judge, wide, high, passes):
        assert judge(png(wide, high), "png") is passes
        large = (wide - 1).to_bytes(4, "little", signed=True)[:3]
        extended = b"\0" * 4 + large + (high - 1).to_bytes(3, "little")
        assert judge(webp(b"VP8X", extended), "webp") is passes
        lossy = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", wide, high)
        assert judge(webp(b"VP8 ", lossy), "webp") is passes
        if wide:
            bits = (wide - 1) | (high - 1) << 14
            assert judge(webp(b"VP8L", b"\x2f" + bits.to_bytes(4, "little")), "webp") is passes

    def test_a_huge_one_is_not(self, judge):
        assert not judge(png(2**31, 2**31), "png")


class TestIsHarmless:
    @given(content=st.binary(max_size=200), extension=st.sampled_from([*PICTURES, "gif", ""]))
    def test_it_never_fails(self, tmp_path_factory, content, extension):
        path = tmp_path_factory.getbasetemp() / "any"
        path.write_bytes(content)

        assert is_harmless(path, extension) in {True, False}

    def test_no_other_kind_passes(self, judge):
        assert not judge(b"GIF89a\x01\x00\x01\x00", "gif")
