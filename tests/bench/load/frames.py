"""Templates for the ceiling: our own page as plain text, with its rows written by a loop."""

from pathlib import Path

from load.visitor import Answer

PARTS = Path(__file__).with_name("parts")
# Page -> the marks before and after its rows, and what writes them.
CUTS = {
    "list": ("<tbody>", "</tbody>", "case"),
    "filter": ("<tbody>", "</tbody>", "case"),
    "detail": ('<ol class="v-conversation"', "</ol>", "note"),
    "form": ("<footer", "</footer>", "name"),
    "agent_list": ("<tbody>", "</tbody>", "desk"),
    "agent_detail": ('<ol class="v-conversation"', "</ol>", "note"),
}


def write_frame(folder: Path, page: str, answer: Answer) -> None:
    """Make the ceiling's template for a page of ours.

    :raises LookupError: our page has no rows of that kind
    """
    opening, closing, part = CUTS[page]
    before, mark, rest = answer.text.partition(opening)
    tag, end, rest = (mark + rest).partition(">")
    _ours, closed, after = rest.partition(closing)
    if not closed:
        raise LookupError(f"the page '{page}' has no {opening}")
    rows = (PARTS / f"{part}.jinja2").read_text(encoding="utf-8")
    around = (_as_text(before + tag + end), _as_text(closed + after))
    (folder / f"{page}.jinja2").write_text(rows.join(around), encoding="utf-8")


def _as_text(html: str) -> str:
    return f"{{% raw %}}{html}{{% endraw %}}"
