import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.names import MAX_NAME, clean_name, disposition, extension_of


class TestCleanName:
    @pytest.mark.parametrize(
        ("given_name", "cleaned"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\Ana\\Factura Ñ.PDF", "Factura Ñ.PDF"),
            ("invoice\u202efdp.exe", "invoicefdp.exe"),
            ("a\x00b\r\nc.txt", "abc.txt"),
            ("  .pdf", "file.pdf"),
            ("...", "file"),
            ("", "file"),
            ("con.txt", "_con.txt"),
            ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
            ('x<>:"|?*.csv', "x_______.csv"),
            ("\ud800.png", "file.png"),
        ],
    )
    def test_it_leaves_a_name_that_can_be_shown(self, given_name, cleaned):
        assert clean_name(given_name) == cleaned

    @given(st.text(max_size=400))
    def test_whatever_comes_it_is_short_and_plain(self, name):
        cleaned = clean_name(name)

        assert 0 < len(cleaned) <= MAX_NAME + 1
        assert not set(cleaned) & set('/\\\0\r\n"')
        assert cleaned == cleaned.strip()
        disposition(cleaned).encode("latin-1")


class TestExtensionOf:
    @pytest.mark.parametrize(
        ("name", "extension"), [("a.PDF", "pdf"), ("a.b.csv", "csv"), ("a", ""), (".pdf", "")]
    )
    def test_it_is_what_comes_last(self, name, extension):
        assert extension_of(name) == extension


class TestDisposition:
    def test_it_has_a_plain_name_and_the_true_one(self):
        assert disposition('Ñandú "1".pdf') == (
            "attachment; filename=\"Nandu _1_.pdf\"; filename*=UTF-8''%C3%91and%C3%BA%20%221%22.pdf"
        )
