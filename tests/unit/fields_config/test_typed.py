import pytest
from hypothesis import given
from hypothesis import strategies as st

from fields_config.html import clean_html
from fields_config.typed import html_of, typed_text


class TestHtmlOf:
    @pytest.mark.parametrize(
        ("typed", "html"),
        [
            ("Hello", "<p>Hello</p>"),
            ("Hello,\r\nit is dark.", "<p>Hello,<br>it is dark.</p>"),
            ("One.\n\n  \nTwo.\n", "<p>One.</p><p>Two.</p>"),
            ("1 < 2\nAT&T", "<p>1 &lt; 2<br>AT&amp;T</p>"),
            ("Write to <ana@x.org> here.", "<p>Write to &lt;ana@x.org&gt; here.</p>"),
            ("a <b>tag</b>", "<p>a &lt;b&gt;tag&lt;/b&gt;</p>"),
            ("&amp; stays", "<p>&amp;amp; stays</p>"),
            ("A-1\t1.500\nB-2\t300", "<p>A-1\t1.500<br>B-2\t300</p>"),
            (" \n\t\n", ""),
        ],
    )
    def test_every_sign_line_and_paragraph_stays(self, typed, html):
        assert html_of(typed) == html

    def test_cleaning_takes_nothing_away(self):
        html = html_of("<script>alert(1)</script> & <ana@x.org>")

        assert clean_html(html) == html

    @given(st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n")))
    def test_what_was_typed_comes_back_as_it_was_typed(self, typed):
        once = typed_text(html_of(typed))

        assert html_of(once) == html_of(typed)


class TestTypedText:
    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("<p>One<br>two</p><p>Three</p>", "One\ntwo\n\nThree"),
            ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "- a\n\n- b"),
            ("<table><tr><td>A-1</td><td>1.500</td></tr></table>", "A-1\t1.500"),
            ("<p>1 &lt; 2</p>", "1 < 2"),
        ],
    )
    def test_nothing_runs_into_its_neighbour(self, html, text):
        found = typed_text(html)

        assert found.replace("\n\n", "\n").split() == text.split()
