"""Bodies as the mail programs of the world write them, with what in them is new."""

import itertools
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fields_config.html import clean_html, text_of
from plugins.email_channel.parsing.reply import (
    MAX_CHARACTERS,
    MAX_LINES,
    Split,
    split_reply,
    split_reply_html,
)
from plugins.email_channel.parsing.reply_words import REPLY_MARKERS

REPLIES = Path(__file__).parent / "replies"
HOSTILE = 200_000


def bodies(kind):
    """Every body of the kind, under the name of its language and program."""
    return [
        pytest.param(case[kind], case["own"], id=f"{path.stem}: {case['name']}")
        for path in sorted(REPLIES.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
        if kind in case
    ]


def lines_of(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def shown(html):
    return text_of(clean_html(html))


def characters(text):
    return sorted("".join(text.split()))


class TestSplitReply:
    @pytest.mark.parametrize(("text", "own"), bodies("text"))
    def test_it_finds_what_is_new(self, text, own):
        assert lines_of(split_reply(text).own) == lines_of(own)

    @pytest.mark.parametrize(("text", "own"), bodies("text"))
    def test_it_finds_the_same_with_the_line_ends_of_mail(self, text, own):
        assert lines_of(split_reply(text.replace("\n", "\r\n")).own) == lines_of(own)

    @pytest.mark.parametrize(("text", "own"), bodies("text"))
    def test_it_loses_nothing(self, text, own):
        split = split_reply(text)

        assert characters(split.own + split.quoted) == characters(text)

    @pytest.mark.parametrize("marker", REPLY_MARKERS.values(), ids=REPLY_MARKERS)
    def test_it_knows_our_own_line_however_it_is_dressed(self, marker):
        for line in (marker, f"-- {marker} --", f"*{marker.upper()}*"):
            assert split_reply(f"Gracias.\n\n{line}\n\nCaso 7").own == "Gracias."

    def test_it_leaves_a_body_alone_that_is_too_long(self):
        text = "Sí.\n-----Mensaje original-----\n" + "x" * MAX_CHARACTERS

        assert split_reply(text) == Split(text, "")

    def test_a_message_that_is_passed_on_is_new_as_a_whole(self):
        text = "¿Es suyo?\n\nDe: Ana <a@b.example>\nEnviado: 3/11/2025 10:21\nAsunto: x\n\nHola"

        assert split_reply(text, subject="RE: x").own == "¿Es suyo?"
        assert split_reply(text, subject="RV: x") == Split(text, "")


class TestSplitReplyHtml:
    @pytest.mark.parametrize(("html", "own"), bodies("html"))
    def test_it_finds_what_is_new(self, html, own):
        assert lines_of(shown(split_reply_html(html).own)) == lines_of(own)

    @pytest.mark.parametrize(("html", "own"), bodies("html"))
    def test_it_loses_nothing(self, html, own):
        split = split_reply_html(html)

        halves = shown(split.own) + shown(split.quoted)
        assert characters(halves) == characters(shown(html))

    def test_a_picture_is_something_somebody_sent(self):
        html = (
            '<div><img src="cid:photo"></div><div>Enviado desde mi iPhone</div>'
            '<blockquote type="cite">El 3 nov 2025, Taller escribió: ¿Una foto?</blockquote>'
        )

        split = split_reply_html(html)

        assert "cid:photo" in split.own
        assert "foto?" in split.quoted

    def test_it_closes_what_it_opens_in_both_halves(self):
        html = (
            "<table><tr><td><b>Sí.</b></td><td></td></tr><tr><td>"
            '<blockquote type="cite"><i>¿Sí?</i></blockquote></td></tr></table>'
        )

        own, quoted = split_reply_html(html)

        assert own == "<table><tbody><tr><td><b>Sí.</b></td><td></td></tr></tbody></table>"
        assert quoted.endswith("<i>¿Sí?</i></blockquote></td></tr></tbody></table>")

    def test_it_keeps_no_script(self):
        html = '<p onclick="x()">Sí<script>x()</script></p><blockquote type="cite">No</blockquote>'

        assert split_reply_html(html).own == "<p>Sí</p>"


LINES = st.sampled_from(
    (
        *("", "Sí, gracias.", "> ¿Seguro?", ">", "--", "-- ", "____", "> > no", "x" * 700),
        *("El 3/11/25 a las 10:21, Ana escribió:", "Ana <a@b.example> schrieb am 3.11.2025 um"),
        *("12:52 Uhr:", "De: Ana <a@b.example>", "Enviado: 3/11/2025 10:21", "Asunto: Re"),
        *("-----Original Message-----", "Enviado desde mi iPhone", "Begin forwarded message:"),
        *("yes On Mon, Nov 3, 2025, Ana <a@b.example> wrote:", "On", "a@b.example> wrote:"),
    )
)


class TestAnything:
    @given(st.lists(LINES | st.text(max_size=60), max_size=30).map("\n".join))
    def test_of_text_nothing_is_lost_and_something_is_shown(self, text):
        split = split_reply(text)

        assert characters(split.own + split.quoted) == characters(text)
        assert bool(split.own.strip()) == bool(text.strip())

    @given(
        st.lists(
            LINES
            | st.sampled_from(
                (
                    *(
                        "<div>",
                        "</div>",
                        '<blockquote type="cite">',
                        "</blockquote>",
                        "<br>",
                        "<hr>",
                    ),
                    *(
                        '<div class="gmail_quote">',
                        "<table><tr><td>",
                        "</table>",
                        "<pre>",
                        "</pre>",
                    ),
                    *(
                        '<div id="divRplyFwdMsg">',
                        '<p class="gmail_attr">',
                        "<b",
                        '<a href="',
                        "&lt",
                    ),
                )
            )
            | st.text(max_size=20),
            max_size=30,
        ).map("".join)
    )
    def test_of_html_nothing_is_lost(self, html):
        split = split_reply_html(html)

        halves = shown(split.own) + shown(split.quoted)
        assert characters(halves) == characters(shown(html))


class TestHostileBodies:
    @pytest.mark.parametrize(
        "line",
        [
            *(">", "--", "On 1 2025:", "From: a@", "Date:", "<a@b.c> x:", "*-:*-:", "1/1/1 "),
        ],
    )
    def test_it_finishes_with_very_many_lines(self, line):
        lines = list(itertools.islice(itertools.cycle((line, "a", line, line)), MAX_LINES))

        for text in ("\n".join(lines), "\n".join(lines * 10)):
            split = split_reply(text)
            assert len(split.own) + len(split.quoted) <= len(text)

    @pytest.mark.parametrize(
        "words",
        [
            *("De: x: ", "from: a@b ", "On 1/1/2025 10:00 ", "schrieb ", "<a@", '"a@b" ', "1/1/"),
        ],
    )
    def test_it_finishes_with_very_long_lines(self, words):
        line = (words * 600)[:590] + ":"

        split = split_reply("\n".join([line] * (MAX_CHARACTERS // 600)))

        assert split.own

    @pytest.mark.parametrize(
        "html",
        [
            *("<blockquote type=cite>" * 19_000, "<" * HOSTILE, "\n".join(["<p>x:"] * 19_000)),
            *('<a href="' * 20_000, "<!--" * 20_000, "&lt;" * HOSTILE),
            *("<td>" * 19_000, "\ud800<p>", "<p style='" + "border-left:" * 90_000),
        ],
    )
    def test_it_finishes_with_hostile_html(self, html):
        split = split_reply_html(html)

        assert split.own or not shown(html)
