"""What Word, Outlook, Excel, Calc, Sheets and Docs write, as people saw it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fields_config.html import clean_html, text_of

ITEM = (
    "<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'>"
    "<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>{mark}"
    "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span><![endif]>"
    "{text}<o:p></o:p></p>"
)


def item(text, mark="·", level=1):
    return ITEM.format(text=text, mark=mark, level=level)


class TestWord:
    def test_list_paragraphs_are_lists(self):
        html = f"<p class=MsoNormal>Bring:</p>{item('the key')}{item('the bill')}<p>Thanks</p>"

        assert clean_html(html).replace("<span></span>", "") == (
            "<p>Bring:</p><ul><li>the key</li><li>the bill</li></ul><p>Thanks</p>"
        )

    def test_numbers_make_a_numbered_one_and_levels_stay(self):
        html = item("one", "1.") + item("inner", "a)", 2) + item("two", "2.")

        assert clean_html(html).replace("<span></span>", "") == (
            "<ol><li>one<ol><li>inner</li></ol></li><li>two</li></ol>"
        )

    def test_the_comments_of_outlook_hide_no_words(self):
        html = (
            item("seen")
            .replace("<![if !supportLists]>", "<!--[if !supportLists]-->")
            .replace("<![endif]>", "<!--[endif]-->")
        )

        assert "<li>seen</li>" in clean_html(html).replace("<span></span>", "")

    @pytest.mark.parametrize("end", ["<![endif]-->", "<![endif]>"], ids=["ended", "damaged"])
    def test_what_is_for_the_office_program_alone_is_not_shown(self, end):
        settings = f"<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml>{end}"
        words = '<p style="font-weight:bold">Good morning</p>'

        assert "Normal" not in clean_html(f"{settings}{words}")
        assert "Good morning" in clean_html(f"{words}{settings}")

    def test_bold_in_a_style_stays_bold(self):
        html = "<p>a <span style='font-weight:bold;mso-bidi-font-weight:normal'>b</span> c</p>"

        assert "<strong>b</strong>" in clean_html(html)


class TestDocs:
    def test_the_wrapper_is_not_bold_and_what_looked_so_is(self):
        html = (
            '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr">'
            '<span style="font-size:11pt;font-weight:400;font-style:normal">plain </span>'
            '<span style="font-weight:700">bold </span>'
            '<span style="font-style:italic">slanted</span>'
            '<span style="text-decoration:line-through">gone</span></p></b>'
        )

        found = clean_html(html)

        assert "<strong>bold </strong>" in found
        assert "<em>slanted</em>" in found
        assert "<s>gone</s>" in found
        assert "<b>" not in found
        assert "<strong>plain" not in found


ROWS = ("A-1", "1.500", "Bogotá", "B-2", "300", "Cali")
CELLS = "<tr><td{0}>A-1</td><td{0}>1.500</td><td{0}>Bogotá</td></tr>"
CELLS += "<tr><td{0}>B-2</td><td{0}>300</td><td{0}>Cali</td></tr>"
SHEETS = {
    "Excel": (
        "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><body><!--StartFragment-->"
        "<table border=0 style='border-collapse:collapse'><col width=64 style='width:48pt'>"
        + CELLS.format(" height=20 class=xl65 style='font-weight:700'")
        + "</table><!--EndFragment--></body></html>"
    ),
    "Calc": '<table cellspacing="0"><colgroup width="85"></colgroup>'
    + CELLS.format(' align="left"').replace("A-1", '<font face="Arial">A-1</font>')
    + "</table>",
    "Sheets": '<google-sheets-html-origin><style type="text/css">td {}</style><table '
    'data-sheets-root="1" style="font-style:normal"><tbody>'
    + CELLS.format(' style="overflow:hidden;padding:2px" data-sheets-value="{}"')
    + "</tbody></table>",
}


class TestSpreadsheets:
    @pytest.mark.parametrize("program", SHEETS)
    def test_rows_are_a_table_and_no_cell_runs_into_its_neighbour(self, program):
        found = clean_html(SHEETS[program])

        assert found.count("<tr>") == 2
        assert found.count("<td>") == 6
        assert tuple(text_of(found).split("\n")) == ROWS

    def test_a_bold_cell_stays_bold(self):
        assert "<td><strong>A-1</strong></td>" in clean_html(SHEETS["Excel"])


class TestAnything:
    @given(
        st.lists(
            st.sampled_from(
                [
                    item("x"),
                    "</p>",
                    "<p>",
                    "<b style='font-weight:400'>",
                    "</b>",
                    "<td>",
                    "text",
                    "<span style='mso-list:Ignore'>",
                    "</span>",
                    "<ul>",
                    "</li>",
                    "<a href='x'>",
                    "<",
                ]
            ),
            max_size=12,
        )
    )
    def test_what_comes_out_is_clean_and_stays_the_same(self, parts):
        found = clean_html("".join(parts))

        assert clean_html(found) == found

    def test_styles_bring_nothing_in(self):
        html = "<p style='font-weight:bold' onclick='x()'>a<script>alert(1)</script></p>"

        assert clean_html(html) == "<p><strong>a</strong></p>"

    def test_much_of_it_is_read_in_one_pass(self):
        started = time.process_time()
        clean_html(item("x" * 10) * 2000)
        assert time.process_time() - started < 5
