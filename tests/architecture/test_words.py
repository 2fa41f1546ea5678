"""What is in the tree is about the product: nothing of the machine or the way it was written on."""

import re

from tests.support.tree import ROOT, project_files

BORROWED = re.compile(r"(^|/)vendor/|package-lock\.json$|constraints\.txt$")
OUT_OF_PLACE = {
    "a path of somebody's machine": re.compile(r"(?<![\w.:/$}])/(?:home|root|Users|work)/\w"),
    "how the work was shared out": re.compile(
        r"\b(?:team-?mates?|sub-?agents?|issue \d+ (?:says|asks)|[Aa]gent [A-H]\b(?!\w))"
    ),
    "a leftover": re.compile(r"\b(?:TODO|FIXME|XXX)\b"),
}


def _finds(text):
    return [what for what, pattern in OUT_OF_PLACE.items() if pattern.search(text)]


class TestWords:
    def test_none_is_out_of_place(self):
        found = []
        for path in project_files():
            name = str(path.relative_to(ROOT))
            if BORROWED.search(name) or path.samefile(__file__):
                continue
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # pictures and the like
            found += [
                f"{name}:{number}: {what}"
                for number, line in enumerate(text.splitlines(), 1)
                for what in _finds(line)
            ]

        assert found == []

    def test_the_patterns_find_what_they_are_for(self):
        assert _finds("see /home/" + "ana/notes") == ["a path of somebody's machine"]
        assert _finds("a team" + "mate writes it") == ["how the work was shared out"]
        assert _finds("# TO" + "DO later") == ["a leftover"]

    def test_the_patterns_leave_the_product_alone(self):
        assert _finds("GET https://desk.example/work/1, an agent answers, issue a link") == []
