import pytest

from fields_config.types import TYPES


class TestText:
    def test_it_is_trimmed_and_stays_on_one_line(self, read):
        assert read("text", "  a\r\n b\tc\x07 ") == "a b c"

    def test_characters_are_composed(self, read):
        assert read("text", "n\u0303") == "ñ"

    def test_blanks_are_nothing(self, read):
        assert read("text", " \t ") is None

    @pytest.mark.parametrize("value", ["a\x00b", "\ud800", 7, ["a"], {"a": 1}, b"a"])
    def test_what_is_no_text_is_refused(self, refusal, value):
        assert refusal("text", value).startswith(("Write a text", "Some characters"))

    def test_its_length_has_bounds(self, read, refusal):
        limits = {"validation": {"min_length": 2, "max_length": 3}}

        assert read("text", "ñññ", **limits) == "ñññ"
        assert refusal("text", "ññññ", **limits) == "Shorten this text to at most 3 characters."
        assert refusal("text", "ñ", **limits) == "Write at least 2 characters."

    def test_the_platforms_bound_stands_above_the_tenants(self, refusal):
        assert "2000" in refusal("text", "x" * 2001, validation={"max_length": 10**9})

    def test_a_mask_says_how_it_is_written(self, read, refusal):
        mask = {"validation": {"mask": "AA-99.*"}}

        assert read("text", "ÑA-07.x", **mask) == "ÑA-07.x"
        assert refusal("text", "AA-0", **mask) == (
            "Write it like AA-99.*: 9 stands for a digit, A for a letter."
        )


class TestTextarea:
    def test_lines_are_kept(self, read):
        assert read("textarea", "a\r\nb\rc\n") == "a\nb\nc"


class TestRichtext:
    def test_it_is_cleaned_on_the_way_in(self, read):
        assert read("richtext", "<p onclick=x>a<script>b</script></p>") == "<p>a</p>"

    def test_tags_alone_are_nothing(self, read):
        assert read("richtext", "<p><br></p>") is None

    def test_it_is_shown_as_text(self, make_field):
        field = make_field(kind="richtext")

        assert TYPES["richtext"].display("<p>a &amp; b</p>", field, "es") == "a & b"
