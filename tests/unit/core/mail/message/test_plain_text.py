"""What a reader of plain text gets of a formatted message."""

import pytest

from core.mail.message.plain_text import plain_text


class TestPlainText:
    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("", ""),
            (
                "<p>Good morning,</p><p>all<br>is <b>well</b> &amp; done.</p>",
                "Good morning,\n\nall\nis well & done.",
            ),
            (
                "<p>Try:</p><ul><li><p>off</p></li><li><p>on</p></li></ul><p>Then call.</p>",
                "Try:\n\n- off\n- on\n\nThen call.",
            ),
            (
                "<ol><li>one<ul><li>deep</li></ul></li><li>two<br>more</li></ol>",
                "1. one\n   - deep\n2. two\n   more",
            ),
            ('<ol start="9"><li>nine</li><li>ten</li></ol>', "9. nine\n10. ten"),
            (
                "<blockquote><p>You said</p><ul><li>this</li></ul></blockquote><p>No.</p>",
                "> You said\n\n> - this\n\nNo.",
            ),
            (
                '<p>See <a href="https://x.example/a">our page</a>.</p>',
                "See our page <https://x.example/a>.",
            ),
            ('<p><a href="https://x.example/">https://x.example</a></p>', "https://x.example"),
            ('<p>Write <a href="mailto:a@x.example">a@x.example</a></p>', "Write a@x.example"),
            ("<pre><code>if on:\n    off()</code></pre>", "if on:\n    off()"),
            (
                "<table><tr><th>Meter</th><td>12</td></tr><tr><th>Tap</th><td>3</td></tr></table>",
                "Meter 12\nTap 3",
            ),
        ],
    )
    def test_it_keeps_what_the_formatting_said(self, html, text):
        assert plain_text(html) == text

    def test_it_takes_an_item_without_a_list(self):
        assert plain_text("<li>x</li>") == "- x"
